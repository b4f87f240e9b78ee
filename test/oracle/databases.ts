import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@lianxiao/postgres";
import { connect, type Database, prepare } from "@lianxiao/read-model";
import { Client } from "pg";

const run = async (url: string, statement: string): Promise<void> => {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** A PostgreSQL server, the one of DATABASE_URL or a new one, with a database for each read model. */
export const startDatabases = async () => {
  const folder = await mkdtemp(join(tmpdir(), "lianxiao-oracle-"));
  // When started by root, PostgreSQL runs under another account, which must be able to enter the folder.
  await chmod(folder, 0o755);
  const given = process.env["DATABASE_URL"];
  const server = given === undefined ? await startPostgres({ dataDir: join(folder, "postgres") }) : undefined;
  const at = given ?? server?.url ?? "";

  /** Runs `work` with an empty read model and drops it afterwards. */
  const withReadModel = async <T>(work: (db: Database) => Promise<T>): Promise<T> => {
    const name = `oracle_${randomUUID().replaceAll("-", "")}`;
    await run(at, `create database ${name}`);
    const url = new URL(at);
    url.pathname = `/${name}`;
    const db = connect(url.href, { connections: 2 });
    try {
      await prepare(db);
      return await work(db);
    } finally {
      await db.close();
      await run(at, `drop database ${name} with (force)`);
    }
  };
  const close = async () => {
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { withReadModel, close };
};
export type Databases = Awaited<ReturnType<typeof startDatabases>>;
