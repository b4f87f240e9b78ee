import { Name } from "@lianxiao/events";
import { region } from "@lianxiao/read-model";
import type { GatewayContext } from "./context.ts";
import type { Moment } from "./moment.ts";
import { refused } from "./refused.ts";

/** A search text as names are written, or undefined when none was given. */
export const searchOf = (text: string | null | undefined): string | undefined => {
  if (text === null || text === undefined) return undefined;
  const parsed = Name.safeParse(text);
  if (!parsed.success) throw refused("TEXT_INVALID");
  return parsed.data;
};

/** A question about a region that nobody has recorded has no answer, not an empty one. */
export const recordedRegion = async (
  code: string | null | undefined,
  moment: Moment,
  { read }: GatewayContext,
): Promise<string | undefined> => {
  if (code === null || code === undefined) return undefined;
  if ((await read((snapshot) => region(snapshot, { code, ...moment }))) === undefined) throw refused("REGION_UNKNOWN");
  return code;
};
