import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";

const run = async (url: string, statement: string, values: readonly string[] = []): Promise<void> => {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(statement, [...values]);
  } finally {
    await client.end();
  }
};

/** Terminates every connection to a database, like a restart of the server. */
export const cutConnections = (url: string): Promise<void> =>
  run(inject("databaseUrl"), "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [
    new URL(url).pathname.slice(1),
  ]);

/** Creates an empty database for one test file on the server of the test run. */
export const freshDatabase = async (): Promise<{ url: string; drop(): Promise<void> }> => {
  const server = inject("databaseUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await run(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(server, `drop database if exists ${name} with (force)`) };
};
