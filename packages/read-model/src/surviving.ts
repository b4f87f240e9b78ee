import { CompiledQuery, type DatabaseConnection, type QueryExecutorProvider } from "kysely";
import pg from "pg";
import { StatementTimeout, type Tx } from "./database.ts";

const save = CompiledQuery.raw("savepoint opened");
const goBack = CompiledQuery.raw("rollback to savepoint opened");

/**
 * The same read-only transaction, which a failed statement does not abort. One savepoint for all statements is enough,
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
      throw isTimeout(error) ? new StatementTimeout("A statement took longer than it may.", { cause: error }) : error;
    }
  },
  streamQuery: (query, chunkSize, options) => connection.streamQuery(query, chunkSize, options),
});

const queryCanceled = "57014";
const isTimeout = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === queryCanceled;
