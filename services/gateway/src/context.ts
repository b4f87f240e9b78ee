import type { Principal } from "@lianxiao/service";
import { type Lookups, lookups } from "./lookups.ts";
import type { Moment } from "./moment.ts";
import type { Reading } from "./reading.ts";

/** What the resolvers of one request share. */
export type GatewayContext = Reading & {
  readonly principal: Principal;
  readonly now: Date;
  /** Today in Asia/Shanghai. */
  readonly today: string;
  /** The position that the caller wants to see answered (X-Wait-For-Position). */
  readonly waitFor: bigint | undefined;
  /** The request's look-ups by key, for each moment that it asks about. */
  readonly at: (moment: Moment) => Lookups;
};

type Request = Pick<GatewayContext, "principal" | "now" | "today" | "waitFor">;

export const contextOf = (request: Request, reading: Reading): GatewayContext => {
  const known = new Map<string, Lookups>();
  const at = (moment: Moment): Lookups => {
    const key = `${moment.asOf} ${moment.knownAt}`;
    const found = known.get(key) ?? lookups(reading, moment);
    known.set(key, found);
    return found;
  };
  return { ...request, ...reading, at };
};
