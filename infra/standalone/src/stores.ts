import { type EventNode, startEventNodeThread } from "@lianxiao/event-node";
import { startPostgres } from "@lianxiao/postgres";
import type { Config, lifecycle } from "@lianxiao/service";
import type { DataFolder } from "./data-folder.ts";

type Open = ReturnType<typeof lifecycle>["open"];

export type Stores = {
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  /** Sets the embedded event node's clock for the demo's history; undefined when the store is not ours to set. */
  readonly recordAt: ((instant: Date | undefined) => void) | undefined;
};

type Opening = {
  readonly folder: DataFolder;
  readonly open: Open;
  readonly say: (line: string) => void;
  readonly now: () => number;
};

/** The event store: that of the environment where it names one, else our own, in the data folder. */
export const openEventStore = async (
  config: Pick<Config, "EVENTSTORE_URL">,
  { folder, open, say, now }: Opening,
): Promise<Omit<Stores, "databaseUrl">> => {
  const clockOffsetMs = new SharedArrayBuffer(8);
  const offset = new BigInt64Array(clockOffsetMs);
  let eventStoreUrl = config.EVENTSTORE_URL;
  if (eventStoreUrl === undefined) {
    const starting = startEventNodeThread({ dataDir: folder.events, clockOffsetMs }).catch((cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`事件库未能启动，数据目录可能正被另一个进程使用。 The event node could not start: ${why}`, {
        cause,
      });
    });
    const node = open("event node", await starting, (part: EventNode) => part.close());
    eventStoreUrl = node.connectionString;
    say("事件库已启动 · event node started");
  }
  const recordAt = (instant: Date | undefined) => {
    Atomics.store(offset, 0, instant === undefined ? 0n : BigInt(instant.getTime() - now()));
  };
  return { eventStoreUrl, recordAt: config.EVENTSTORE_URL === undefined ? recordAt : undefined };
};

/** The event store and Postgres: those of the environment where it names them, else our own, in the data folder. */
export const openStores = async (
  config: Pick<Config, "EVENTSTORE_URL" | "DATABASE_URL">,
  opening: Opening,
): Promise<Stores> => {
  const { folder, open, say } = opening;
  const eventStore = await openEventStore(config, opening);
  let databaseUrl = config.DATABASE_URL;
  if (databaseUrl === undefined) {
    const postgres = open("Postgres", await startPostgres({ dataDir: folder.postgres, log: say }), (part) =>
      part.close(),
    );
    databaseUrl = postgres.url;
    say("数据库已启动 · Postgres started");
  }
  return { ...eventStore, databaseUrl };
};
