import { positionAt, type When } from "@lianxiao/read-model";
import type { GatewayContext } from "./context.ts";
import { refused } from "./refused.ts";

/** The day an answer is about and what is taken as known: `knownAt` as a position, `knownAtTime` as it was asked for. */
export type Moment = When & { readonly knownAtTime: Date };

/** A row that remembers the moment it was read for, so that what hangs on it is read for the same one. */
export type Dated<Row> = Row & { readonly moment: Moment };

/** A row that hangs on another one, for the moment of that one. */
export const dated = <Row>(row: Row | undefined, { moment }: Dated<unknown>): Dated<Row> | null =>
  row ? { ...row, moment } : null;

type Asked = { readonly asOf?: string | null | undefined; readonly knownAt?: Date | null | undefined };

/** Today and now unless asked otherwise. Everything that the snapshot holds is known now, whatever the clocks say. */
export const momentOf = async ({ asOf, knownAt }: Asked, context: GatewayContext): Promise<Moment> => {
  if (knownAt && knownAt > context.now) throw refused("KNOWN_AT_FUTURE", { now: context.now.toISOString() });
  const position = await context.read(async (snapshot) =>
    knownAt ? positionAt(snapshot, knownAt) : snapshot.position,
  );
  return { asOf: asOf ?? context.today, knownAt: position, knownAtTime: knownAt ?? context.now };
};
