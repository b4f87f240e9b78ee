import { dirname } from "node:path";
import type { AllStreamRecordedEvent, EventStoreDBClient } from "@eventstore/db-client";
import type { Load } from "./load.ts";
import { type NodeProcess, runTask } from "./node-process.ts";
import type { StreamWriter } from "./writer.ts";

type Stored = AllStreamRecordedEvent;

const everything = async (client: EventStoreDBClient): Promise<Map<string, Stored[]>> => {
  const events: Stored[] = [];
  for await (const { event } of client.readAll()) if (event) events.push(event);
  return Map.groupBy(events, ({ streamId }) => streamId);
};

const revisionsOf = async (client: EventStoreDBClient, stream: string): Promise<readonly bigint[] | string> => {
  const revisions: bigint[] = [];
  try {
    for await (const { event } of client.readStream(stream)) if (event) revisions.push(event.revision);
    return revisions;
  } catch (error) {
    return String((error as { type?: string }).type); // All errors of the client have a type.
  }
};

const count = <T>(items: Iterable<T>, isFault: (item: T, index: number) => boolean): number =>
  [...items].filter(isFault).length;

/** Compares a writer's stream with what was acknowledged to the writer. */
const faultsOf = (writer: StreamWriter, stored: readonly Stored[]) => {
  const ids = stored.map(({ id }) => id);
  const unanswered = writer.unanswered();
  const rest = ids.slice(writer.ids.length);
  const written = stored.map(({ data }) => data as { append: number; of: number }); // The writer appends data of this shape.
  const appends = Map.groupBy(written, ({ append }) => append);
  return {
    lost: count(writer.ids, (id) => !ids.includes(id)),
    doubled: ids.length - new Set(ids).size,
    halves:
      count(appends.values(), (events) => events.length !== events[0]?.of) +
      (rest.length > 0 && rest.join() !== unanswered.join() ? 1 : 0),
    disorder:
      count(writer.ids, (id, index) => ids[index] !== id) +
      count(stored, ({ revision }, index) => revision !== BigInt(index)),
    moved: count(stored, ({ id, position }) => position.commit > (writer.positions.get(id) ?? 2n ** 63n)),
  };
};

const parkedRevisions = async (client: EventStoreDBClient, stream: string): Promise<Set<bigint>> => {
  const parked = new Set<bigint>();
  try {
    for await (const { link, event } of client.readStream(stream, { resolveLinkTos: true }))
      if (link && event) parked.add(event.revision);
  } catch {
    // The stream does not exist if nothing was parked.
  }
  return parked;
};

/** Whether the group has settled all of its stream, and the subscriber has received everything acknowledged. */
export const isSettled = async ({ client }: NodeProcess, { writers, following, working }: Load): Promise<boolean> => {
  const parked = await parkedRevisions(client, working.parked);
  const worked = await revisionsOf(client, "writer-0");
  const isWorked = (revision: bigint) => working.acknowledged.has(revision) || parked.has(revision);
  return (
    (typeof worked === "string" || worked.every(isWorked)) &&
    writers.every(({ ids }) => ids.every((id) => following.seen.has(id)))
  );
};

const sum = (faults: readonly Readonly<Record<string, number>>[], name: string): number =>
  faults.reduce((total, each) => total + (each[name] ?? 0), 0);

/** Compares the log with what was acknowledged to all clients; returns the number of faults of each kind. */
export const check = async ({ client }: NodeProcess, { writers, chores, following, working }: Load) => {
  const stored = await everything(client);
  const faults = writers.map((writer) => faultsOf(writer, stored.get(writer.stream) ?? []));
  const parked = await parkedRevisions(client, working.parked);
  const worked = stored.get("writer-0") ?? [];
  const { cut, deletedAt, tombstoned } = chores;
  const cutLeft = await revisionsOf(client, "cut");
  let shown = 0;
  for (const [stream, last] of deletedAt) {
    const revisions = await revisionsOf(client, stream);
    if (typeof revisions !== "string" && revisions.some((revision) => revision <= last)) shown += 1;
  }
  let risen = 0;
  for (const stream of tombstoned) if ((await revisionsOf(client, stream)) !== "stream-deleted") risen += 1;
  return {
    acknowledged: writers.reduce((total, { ids }) => total + ids.length, 0),
    faults: {
      lost: sum(faults, "lost"),
      doubled: sum(faults, "doubled"),
      "half an append": sum(faults, "halves"),
      "out of order": sum(faults, "disorder"),
      "at another position": sum(faults, "moved"),
      "not seen by the subscriber": writers.flatMap(({ ids }) => ids).filter((id) => !following.seen.has(id)).length,
      "seen twice or out of order": following.faults(),
      "neither acknowledged nor parked by the group": count(
        worked,
        ({ revision }) => !working.acknowledged.has(revision) && !parked.has(revision),
      ),
      "redelivered from before the checkpoint": working.repeats(),
      "cut away too much or too little":
        typeof cutLeft === "string"
          ? count([cut.last], (last) => last >= 0n)
          : count(cutLeft, (revision) => revision < cut.isCut) +
            (cutLeft.length > 0 && (cutLeft[0] ?? 0n) > cut.mayBeCut ? 1 : 0),
      "deleted and shown": shown,
      "tombstoned and risen": risen,
    },
  };
};

/** The number of acknowledged backups that are incomplete. */
export const badBackups = ({ chores }: Load): number =>
  count(chores.backups, (file) => runTask(["verify", "--data", dirname(file)]).how !== 0);
