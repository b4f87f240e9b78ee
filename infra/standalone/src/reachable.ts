import { type EventStore, StoreUnavailable } from "@lianxiao/kernel";
import { type Database, prepare, ReadModelUnavailable } from "@lianxiao/read-model";

/** A configured store does not respond. The message has its address without credentials. */
class Unreachable extends Error {
  override readonly name = "Unreachable";
}

const withoutCredentials = (url: string): string => url.replace(/\/\/[^@/]*@/, "//");

/** Checks that both stores respond and that the read model is there; the error names the one that is not. */
export const reachable = async (
  { store, eventStoreUrl }: { readonly store: EventStore; readonly eventStoreUrl: string },
  { database, databaseUrl }: { readonly database: Database; readonly databaseUrl: string },
): Promise<void> => {
  await store.head().catch((cause: unknown) => {
    if (!(cause instanceof StoreUnavailable)) throw cause;
    const url = withoutCredentials(eventStoreUrl);
    throw new Unreachable(
      `事件库 ${url} 没有应答，请检查 EVENTSTORE_URL。 The event store ${url} does not answer; check EVENTSTORE_URL.`,
      { cause },
    );
  });
  await prepare(database).catch((cause: unknown) => {
    if (!(cause instanceof ReadModelUnavailable)) throw cause;
    const url = withoutCredentials(databaseUrl);
    throw new Unreachable(
      `数据库 ${url} 没有应答，请检查 DATABASE_URL。 The database ${url} does not answer; check DATABASE_URL.`,
      { cause },
    );
  });
};
