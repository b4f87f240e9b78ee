import { eventData } from "../log/event-data.ts";
import { newId } from "../log/ledger.ts";
import type { Log } from "../log/log.ts";
import { type GroupDefinition, keyOf, placeShown, shownPlace } from "./definition.ts";
import type { GroupName } from "./failures.ts";

/** The progress of a group: the place in its source, and how many events it has read up to there. */
export interface Progress {
  readonly place: bigint;
  readonly seen: number;
}

export const checkpointStream = (name: GroupName): string => `$persistentsubscription-${keyOf(name)}-checkpoint`;

/** The stored checkpoint of a group; undefined if it has none. */
export const storedCheckpoint = (log: Log, name: GroupName): bigint | undefined => {
  const stream = checkpointStream(name);
  const last = log.lastRevision(stream);
  const stored = last < 0n ? undefined : log.readStream(stream, last, last, 1).events[0];
  if (!stored) return undefined;
  // Only this node writes here; anything else fails in the next line.
  return placeShown(JSON.parse(eventData(stored.body).toString("utf8")) as string);
};

const store = async (log: Log, name: GroupName, place: bigint): Promise<boolean> => {
  const stream = checkpointStream(name);
  await log.failpoint("checkpoint.before-write");
  const { kind } = await log.append(stream, "any", [
    {
      id: newId(),
      type: "$SubscriptionCheckpoint",
      isJson: true,
      metadata: Buffer.alloc(0),
      data: Buffer.from(JSON.stringify(shownPlace(name, place))),
    },
  ]);
  await log.failpoint("checkpoint.after-write");
  // After the event, because writing it reopens the stream of a deleted group, and that writes metadata as well.
  if (kind === "written" && log.metadataOf(stream).maxCount === undefined) await log.describe(stream, { $maxCount: 2 });
  return kind === "written";
};

/** Writes a group's checkpoints: at once at the upper bound, and from the lower bound on after the configured time. */
export const checkpointer = (
  log: Log,
  definition: GroupDefinition,
  { progress, seen }: { readonly progress: () => Progress; readonly seen: () => number },
) => {
  const { checkpointAfterMs, checkpointLowerBound, checkpointUpperBound } = definition.settings;
  const enough = Math.max(checkpointLowerBound, 1);
  const atOnce = Math.max(checkpointUpperBound, 1);
  let place = storedCheckpoint(log, definition);
  let written = 0;
  let isDue = false;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;

  const write = async (to: Progress) => {
    if (!(await store(log, definition, to.place))) return;
    place = to.place;
    written = to.seen;
    isDue = false;
  };
  const begin = (to: Progress) => {
    writing = write(to).finally(() => {
      writing = undefined;
    });
  };
  const wait = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      isDue = true;
      note();
    }, checkpointAfterMs).unref();
  };
  const note = () => {
    const mayHavePassed = seen() - written;
    if (writing || mayHavePassed === 0) return;
    if (!isDue) wait();
    if (mayHavePassed < (isDue ? enough : atOnce)) return;
    const now = progress();
    const passed = now.seen - written;
    if (passed >= atOnce || (isDue && passed >= enough)) begin(now);
  };

  return {
    /** Notes that a message was settled or skipped. */
    note,
    place: () => place,
    /** Writes a last checkpoint and stops. */
    stop: async () => {
      clearTimeout(timer);
      await writing;
      clearTimeout(timer);
      const now = progress();
      if (now.seen > written) await write(now);
    },
  };
};
