import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";

const run = async (url: string, statement: string): Promise<void> => {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** An empty database for one test file, on the server of the run. */
export const freshDatabase = async (): Promise<{ url: string; drop(): Promise<void> }> => {
  const server = inject("databaseUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await run(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(server, `drop database if exists ${name} with (force)`) };
};
