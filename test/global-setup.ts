import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@lianxiao/postgres";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    databaseUrl: string;
  }
}

/** One PostgreSQL for the whole run; every test file makes its own database in it. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const given = process.env.DATABASE_URL;
  if (given) {
    project.provide("databaseUrl", given);
    return async () => undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), "lianxiao-test-"));
  // Open enough for the account that root lends to PostgreSQL.
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ dataDir: join(folder, "postgres"), log: console.warn });
  project.provide("databaseUrl", postgres.url);
  return async () => {
    await postgres.close();
    rmSync(folder, { recursive: true, force: true });
  };
};
