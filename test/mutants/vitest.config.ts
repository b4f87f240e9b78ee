import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Only the tests of commands and their rules, which need no database. A run ends at the first failure. */
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
