import { type EventStore, type Recorded, toldEvery } from "./event-store.ts";

/** The log's head, and whether something that matches may lie between a position and it. */
export type Standing = { readonly head: Recorded | undefined; readonly behind: boolean };

/** A server may be a little late with telling how far it has looked. */
const mostBetween = 2 * toldEvery;

/**
 * Where whoever has heard of everything up to `position` stands. The head alone does not tell: it moves with events of
 * others, and a subscription tells how far it has looked only now and then. So the few events between are looked at, and
 * when there are more of them than a subscription may leave untold, it is behind.
 */
export const standingAt = async (
  store: EventStore,
  { prefixes, position }: { readonly prefixes: readonly string[]; readonly position: bigint },
): Promise<Standing> => {
  const head = await store.head();
  if (head === undefined || head.position <= position) return { head, behind: false };
  const between = await store.readAll(position < 0n ? undefined : position, mostBetween + 1);
  const matches = between.some(({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix)));
  return { head, behind: matches || between.length > mostBetween };
};
