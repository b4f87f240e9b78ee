import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import pg from "pg";
import { version } from "./version.ts";

/** Statements are written as SQL, so kysely needs to know nothing of the tables. */
export type Sql = Kysely<unknown>;
export type Tx = Transaction<unknown>;

/**
 * A connection pool and the two schemas in which this version of the read model lives: its tables, and the views in which
 * readers see them.
 */
export type Database = {
  readonly url: string;
  readonly schema: string;
  readonly views: string;
  readonly sql: Sql;
  close(): Promise<void>;
};

/** PostgreSQL did not answer or aborted the transaction: nothing was written, and a retry may succeed. */
export class ReadModelUnavailable extends Error {
  override readonly name: string = "ReadModelUnavailable";
}

/** A statement took longer than it may, and was cancelled. */
export class StatementTimeout extends ReadModelUnavailable {
  override readonly name: string = "StatementTimeout";
}

export type Connect = { readonly schema?: string; readonly connections?: number };

/** Opens no connection yet; `prepare` does, and creates what is missing. */
export const connect = (url: string, { schema = `read_v${version}`, connections = 10 }: Connect = {}): Database => {
  const pool = new pg.Pool({ connectionString: url, max: connections, connectionTimeoutMillis: 10_000, types });
  // An idle connection that the server closes is replaced at the next use; without a listener it would end the process.
  pool.on("error", () => undefined);
  // Also for a connection that is lost between two statements of a transaction: the next statement fails.
  pool.on("connect", (client) => client.on("error", () => undefined));
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  return { url, schema, views: `${schema}_views`, sql: db, close: () => db.destroy() };
};

/** A date stays the text that it is: a Date would be a moment in some time zone. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.DATE ? (text: string) => text : pg.types.getTypeParser(oid, format),
};

// SQLSTATE classes of errors in the statement itself: repeating it would not help.
const refusals = ["0A", "21", "22", "23", "2B", "42", "44"];

const queryCanceled = "57014";

/** The error as a StatementTimeout if it says that PostgreSQL cancelled a statement; otherwise undefined. */
export const timeoutOf = (error: unknown): StatementTimeout | undefined =>
  error instanceof pg.DatabaseError && error.code === queryCanceled
    ? new StatementTimeout("A statement took longer than it may.", { cause: error })
    : undefined;

/**
 * Runs work that only uses PostgreSQL, and turns timeouts into StatementTimeout and outages into ReadModelUnavailable;
 * other errors are defects.
 */
export const answered = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    const timeout = timeoutOf(error);
    if (timeout) throw timeout;
    if (error instanceof pg.DatabaseError && refusals.includes(error.code?.slice(0, 2) ?? "")) throw error;
    throw new ReadModelUnavailable("PostgreSQL did not answer.", { cause: error });
  }
};

/** Names in statements of this transaction are those of the database's schema. */
export const inSchema = async (tx: Tx, schema: string): Promise<void> => {
  await answered(() => sql`select set_config('search_path', ${`"${schema}"`}, true)`.execute(tx));
};

/** One transaction in the database's schema. Errors of `work` are passed on; a failed begin or commit is an outage. */
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
