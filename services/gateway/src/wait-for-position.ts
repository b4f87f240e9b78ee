import { Problem } from "@lianxiao/service";

/** The position in X-Wait-For-Position, if the caller sent one: decimal digits that fit the log's positions. */
export const waitForPosition = (header: string | undefined): bigint | undefined => {
  if (header === undefined) return undefined;
  if (!/^\d{1,19}$/.test(header) || BigInt(header) > 2n ** 63n - 1n) throw new Problem("WAIT_FOR_POSITION_INVALID");
  return BigInt(header);
};
