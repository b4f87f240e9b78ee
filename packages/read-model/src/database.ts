import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import pg from "pg";
import { version } from "./version.ts";

/** Statements are written as SQL, so kysely needs to know nothing of the tables. */
export type Sql = Kysely<unknown>;
export type Tx = Transaction<unknown>;

/** A connection pool and the schema in which this version of the read model lives. */
export type Database = { readonly url: string; readonly schema: string; readonly sql: Sql; close(): Promise<void> };

/** PostgreSQL did not answer, or gave up the transaction: nothing was written, and the same may work later. */
export class ReadModelUnavailable extends Error {
  override readonly name = "ReadModelUnavailable";
}

export type Connect = { readonly schema?: string; readonly connections?: number };

/** Opens no connection yet; `prepare` does, and creates what is missing. */
export const connect = (url: string, { schema = `read_v${version}`, connections = 10 }: Connect = {}): Database => {
  const pool = new pg.Pool({ connectionString: url, max: connections, connectionTimeoutMillis: 10_000 });
  // An idle connection that the server closes is replaced at the next use; without a listener it would end the process.
  pool.on("error", () => undefined);
  // The same for one that is lost between two statements of a transaction: the next statement tells of it.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  return { url, schema, sql: db, close: () => db.destroy() };
};

// SQLSTATE classes in which the server refuses a statement for what it says: repeating it would change nothing.
const refusals = ["0A", "21", "22", "23", "2B", "42", "44"];

/** Runs something that only talks to PostgreSQL, and tells an outage from a defect. */
export const answered = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof pg.DatabaseError && refusals.includes(error.code?.slice(0, 2) ?? "")) throw error;
    throw new ReadModelUnavailable("PostgreSQL did not answer.", { cause: error });
  }
};

/** Names in statements of this transaction are those of the database's schema. */
export const inSchema = async (tx: Tx, schema: string): Promise<void> => {
  await answered(() => sql`select set_config('search_path', ${`"${schema}"`}, true)`.execute(tx));
};

/** One transaction in the database's schema. What `work` throws comes out as it is; an outage of begin or commit is one. */
export const transaction = async <T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> => {
  let thrown: { readonly error: unknown } | undefined;
  const inside = async (tx: Tx): Promise<T> => {
    await inSchema(tx, db.schema);
    return work(tx);
  };
  const run = () =>
    db.sql.transaction().execute((tx) =>
      inside(tx).catch((error: unknown) => {
        thrown = { error };
        throw error;
      }),
    );
  return answered(run).catch((error: unknown) => {
    throw thrown === undefined ? error : thrown.error;
  });
};
