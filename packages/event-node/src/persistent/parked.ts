import type { Clock } from "../clock.ts";
import { newId } from "../log/ledger.ts";
import type { Log } from "../log/log.ts";
import { linkTarget, linkType, target } from "../streams/resolve.ts";
import { keyOf } from "./definition.ts";
import type { GroupName } from "./failures.ts";
import type { Found, Message } from "./message.ts";

export const parkedStream = (name: GroupName): string => `$persistentsubscription-${keyOf(name)}-parked`;

interface Unparked {
  readonly parkedAt: bigint;
  /** Undefined if the event can no longer be read. */
  readonly found: Found | undefined;
}

/** The number of replayed messages that are settled before the parked stream is truncated. */
const settledAtMost = 256;

/** The parked messages of a group. Replayed messages stay in the stream until they are settled. */
export const parkedMessages = (log: Log, name: GroupName, clock: Clock) => {
  const stream = parkedStream(name);
  const replayed = new Set<bigint>();
  let next = 0n;
  let stopAt = 0n;
  let settled = 0;
  let keptFrom = 0n;
  let writing: Promise<unknown> = Promise.resolve();

  const after = () => log.lastRevision(stream) + 1n;
  const firstStored = () => (log.isSoftlyDeleted(stream) ? after() : (log.metadataOf(stream).truncateBefore ?? 0n));
  const later = (a: bigint, b: bigint) => (a > b ? a : b);
  const firstKept = () => later(firstStored(), keptFrom);
  const first = () => later(next, firstKept());
  const upTo = (before: bigint | undefined) => (before !== undefined && before < after() ? before : after());

  const keepFrom = async (revision: bigint): Promise<boolean> => {
    // When two truncations run at once, the last one written takes effect, so it must have the higher revision.
    keptFrom = later(keptFrom, revision);
    const { kind } = await log.describe(stream, { $tb: Number(keptFrom) });
    return kind === "written";
  };
  const cut = () => {
    const [lowest] = replayed;
    const keep = lowest ?? next;
    settled = 0;
    if (keep > firstKept()) writing = Promise.all([writing, keepFrom(keep)]);
  };

  return {
    count: () => (after() > first() ? after() - first() : 0n),
    /** False if it could not be stored. */
    park: async ({ stream: from, stored }: Message, reason: string): Promise<boolean> => {
      const metadata = { added: clock().toISOString(), reason, subscriptionEventNumber: Number(stored.revision) };
      await log.failpoint("park.before-write");
      const { kind } = await log.append(stream, "any", [
        {
          id: newId(),
          type: linkType,
          isJson: false,
          metadata: Buffer.from(JSON.stringify(metadata)),
          data: Buffer.from(`${stored.revision}@${from}`),
        },
      ]);
      await log.failpoint("park.after-write");
      return kind === "written";
    },
    isReplaying: () => next < stopAt,
    /** Replays all messages parked so far, or those before a revision of the parked stream. */
    replay: (before: bigint | undefined) => {
      next = first();
      stopAt = upTo(before);
    },
    /** Discards all messages parked so far, or those before a revision; false if that could not be stored. */
    truncate: async (before: bigint | undefined): Promise<boolean> => {
      const keep = upTo(before);
      return keep <= firstKept() || (await keepFrom(keep));
    },
    read: (most: number): Unparked[] => {
      const { events, isLast } = log.readStream(stream, next, stopAt - 1n, most);
      next = isLast ? stopAt : (events.at(-1)?.revision ?? stopAt - 1n) + 1n;
      return events.map((link) => {
        replayed.add(link.revision);
        const stored = target(log, link);
        return { parkedAt: link.revision, found: stored && { stored, stream: linkTarget(link)?.stream ?? "" } };
      });
    },
    settle: (parkedAt: bigint) => {
      replayed.delete(parkedAt);
      settled += 1;
      if ((replayed.size === 0 && next >= stopAt) || settled >= settledAtMost) cut();
    },
    stop: () => {
      if (settled > 0) cut();
      return writing;
    },
  };
};

export type ParkedMessages = ReturnType<typeof parkedMessages>;
