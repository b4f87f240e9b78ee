import { CompiledQuery, type DatabaseConnection, type QueryExecutorProvider } from "kysely";
import { ReadModelUnavailable, type Tx, timeoutOf } from "./database.ts";

const save = CompiledQuery.raw("savepoint opened");
const goBack = CompiledQuery.raw("rollback to savepoint opened");

/**
 * The same read-only transaction, which a failed statement does not abort. Throws StatementTimeout for a statement that was
 * cancelled, and ReadModelUnavailable when the connection is lost. One savepoint for all statements is enough,
 * because none of them changes anything that going back to it would undo.
 */
export const surviving = async (tx: Tx): Promise<QueryExecutorProvider> => {
  await tx.executeQuery(save);
  const executor = tx.getExecutor();
  const careful = executor.withConnectionProvider({
    provideConnection: (use) => executor.provideConnection((connection) => use(goingBack(connection))),
  });
  return { getExecutor: () => careful };
};

const goingBack = (connection: DatabaseConnection): DatabaseConnection => ({
  executeQuery: async (query, options) => {
    try {
      return await connection.executeQuery(query, options);
    } catch (error) {
      // Fails if the connection is lost, which the next statement will find out as well.
      await connection.executeQuery(goBack).catch(() => undefined);
      throw timeoutOf(error) ?? outageOf(error) ?? error;
    }
  },
  streamQuery: (query, chunkSize, options) => connection.streamQuery(query, chunkSize, options),
});

const outageOf = (error: unknown): ReadModelUnavailable | undefined =>
  isOutage(error) ? new ReadModelUnavailable("The snapshot's connection was lost.", { cause: error }) : undefined;

/** SQLSTATEs of a server that goes away, and a socket's codes. A driver that finds its socket gone throws a bare Error. */
const isOutage = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return /^(08|53|57P|ECONN|EPIPE)/.test(code) || (code === "" && Object.getPrototypeOf(error) === Error.prototype);
};
