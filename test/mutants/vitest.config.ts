import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The tests of commands and of their rules alone: no database, and the first failure is enough. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: [
      "test/http/**/*.test.ts",
      "services/{registry,group}/src/*.test.ts",
      "packages/service/src/service.test.ts",
    ],
    pool: "forks",
    maxWorkers: 1,
    bail: 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ["dot"],
  },
});
