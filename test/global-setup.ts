import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@lianxiao/postgres";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    databaseUrl: string;
  }
}

const prefix = "lianxiao-test-";

// A test run that was killed could not remove its folder; PostgreSQL stops within seconds.
const removeAbandoned = (): void => {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(prefix)))
    if (!existsSync(`/proc/${name.slice(prefix.length).split("-")[0]}`)) remove(join(tmpdir(), name));
};

const remove = (folder: string): void => {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // It belongs to another user or is still in use; the tests can run anyway.
  }
};

/** Starts one PostgreSQL for the whole run; every test file creates its own database in it. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const given = process.env.DATABASE_URL;
  if (given) {
    project.provide("databaseUrl", given);
    return async () => undefined;
  }
  removeAbandoned();
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  // Accessible to the account under which root runs PostgreSQL.
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ dataDir: join(folder, "postgres"), log: console.warn });
  project.provide("databaseUrl", postgres.url);
  return async () => {
    await postgres.close();
    rmSync(folder, { recursive: true, force: true });
  };
};
