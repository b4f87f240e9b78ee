import { checkpointEvery, type EventStore, type Recorded } from "./event-store.ts";

/** The log's head, and whether matching events may exist between a position and the head. */
export type Standing = { readonly head: Recorded | undefined; readonly behind: boolean };

/** A server may send a checkpoint a little late. */
const maxBetween = 2 * checkpointEvery;

/**
 * Whether a subscription that has delivered everything up to `position` is behind. The head alone does not tell,
 * because it also advances with events that do not match, and checkpoints are sent only now and then. So the few events
 * in between are read; if there are more of them than can occur between two checkpoints, the subscription is behind.
 */
export const standingAt = async (
  store: EventStore,
  { prefixes, position }: { readonly prefixes: readonly string[]; readonly position: bigint },
): Promise<Standing> => {
  const head = await store.head();
  if (head === undefined || head.position <= position) return { head, behind: false };
  const between = await store.readAll(position < 0n ? undefined : position, maxBetween + 1);
  const matches = between.some(({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix)));
  return { head, behind: matches || between.length > maxBetween };
};
