import { setImmediate as nextTurn } from "node:timers/promises";
import type { Append, Part, Write } from "../log/append.ts";
import { newId } from "../log/ledger.ts";
import type { Log } from "../log/log.ts";
import type { StoredInAll } from "../log/stored.ts";
import { linkTo, streamsLinking } from "./link.ts";
import { checkpointOf, checkpointStream, lastLinked } from "./progress.ts";

/** The number of events that are linked in one append. */
const batchSize = 200;

/** The number of events between two checkpoints, and so the most that are read again at a start. */
const checkpointEvery = 2_000;

/** The delay before a failed write is retried. */
const patienceMs = 1_000;

/** The links of a batch as one append; tombstoned streams get no links. */
const appendOf = (log: Log, events: readonly StoredInAll[], checkpoint: bigint | undefined): Append => {
  const parts: Part[] = [];
  const writes: Write[] = [];
  const indexes = new Map<string, number>();
  const add = (stream: string, event: Omit<Write["event"], "id">) => {
    const part = indexes.get(stream) ?? parts.push({ stream, expected: "any" }) - 1;
    indexes.set(stream, part);
    writes.push({ part, event: { id: newId(), ...event } });
  };
  for (const event of events)
    for (const stream of streamsLinking(event)) if (!log.isTombstoned(stream)) add(stream, linkTo(event));
  if (checkpoint !== undefined) add(checkpointStream, checkpointOf(checkpoint));
  return { parts, writes };
};

/** Writes the links of `$ce-<category>` and `$et-<type>`: for every event, in order, exactly once. */
export const systemProjections = (log: Log) => {
  let isStopping = false;
  let wake = () => {};
  const next = (waitMs?: number) =>
    new Promise<void>((resolve) => {
      const timer = waitMs === undefined ? undefined : setTimeout(resolve, waitMs).unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (isStopping) wake();
    });

  const link = async () => {
    if (log.metadataOf(checkpointStream).maxCount === undefined) await log.describe(checkpointStream, { $maxCount: 2 });
    let at = await lastLinked(log);
    let seen = 0;
    while (!isStopping) {
      const { events, isLast } = log.readAllAfter(at, batchSize);
      const last = events.at(-1)?.position ?? at;
      const isDue = seen + events.length >= checkpointEvery;
      const append = appendOf(log, events, isDue ? last : undefined);
      if (append.writes.length > 0 && (await log.appendTogether(append)).kind !== "written") return;
      at = last;
      seen = isDue ? 0 : seen + events.length;
      // The links just appended are part of the log and must be read as well.
      if (isLast && append.writes.length === 0) await next();
      else await nextTurn();
    }
  };
  const run = async () => {
    while (!isStopping) {
      await link();
      // It is unknown whether the links were stored, so the progress is determined again.
      await next(patienceMs);
    }
  };

  const unfollow = log.follow(() => wake());
  const running = run();
  return {
    stop: async (): Promise<void> => {
      isStopping = true;
      unfollow();
      wake();
      await running;
    },
  };
};
