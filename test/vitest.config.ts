import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here(".."),
  test: {
    include: ["{packages,services,infra,test}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/.lianxiao/**"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    globalSetup: [here("global-setup.ts")],
    reporters: ["default", here("reporter.ts")],
  },
});
