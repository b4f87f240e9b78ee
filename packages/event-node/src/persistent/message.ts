import type { Log } from "../log/log.ts";
import type { Stored } from "../log/stored.ts";
import { resolve } from "../streams/resolve.ts";
import { idOf, type Resolved } from "../wire/recorded-event.ts";

/** An event on its way through a group. */
export interface Message {
  /** The id in acks and nacks: for a resolved link, the id of the link. */
  readonly id: string;
  readonly stream: string;
  /** The event of the source: for a resolved link, the link. */
  readonly stored: Stored;
  readonly resolved: Resolved;
  readonly retryCount: number;
  /** How many events the group had read up to and including this one. */
  readonly seen: number;
  /** The place before it in the source, from which to resume as long as this message is not settled. */
  readonly before: bigint;
  /** Its revision in the parked stream, if it is replayed from there. */
  readonly parkedAt?: bigint;
}

export interface Found {
  readonly stored: Stored;
  readonly stream: string;
}

export const messageOf = (
  log: Log,
  { stored, stream }: Found,
  resolveLinks: boolean,
  place: Pick<Message, "seen" | "before" | "parkedAt">,
): Message => ({
  id: idOf(stored.body),
  stream,
  stored,
  resolved: resolveLinks ? resolve(log, stored) : { event: stored },
  retryCount: 0,
  ...place,
});

/** Replayed messages come last, in the order in which they were parked. */
export const comesBefore = (a: Message, b: Message): boolean => {
  if (a.parkedAt !== undefined && b.parkedAt !== undefined) return a.parkedAt < b.parkedAt;
  return a.parkedAt === undefined && (b.parkedAt !== undefined || a.seen < b.seen);
};

/** The first unsettled message of the source. */
export const lowestOf = (...unsettled: readonly Iterable<Message>[]): Message | undefined => {
  let lowest: Message | undefined;
  for (const messages of unsettled)
    for (const message of messages)
      if (message.parkedAt === undefined && message.seen < (lowest?.seen ?? Infinity)) lowest = message;
  return lowest;
};
