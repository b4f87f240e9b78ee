import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const all = "{packages,services,infra,test}/**/*.test.ts";
const eventNode = "packages/event-node/**/*.test.ts";
const contract = "packages/event-node/contract/**/*.test.ts";
/** Only the successor appends to several streams. */
const severalStreams = "packages/event-node/contract/multi-stream/**";
const nowhere = ["**/node_modules/**", "**/.lianxiao/**"];

/** The event node's contract through one of the official clients, which must never meet in one process. */
const contractThrough = (client: string, version: string, unsayable: readonly string[] = []) => ({
  extends: true as const,
  test: {
    name: `contract · ${client} ${version}`,
    include: [contract],
    exclude: [...nowhere, ...unsayable],
    env: { CONTRACT_CLIENT: client },
  },
});

export default defineConfig({
  root: here(".."),
  test: {
    exclude: nowhere,
    pool: "forks",
    maxWorkers: 2,
    // Many times what a test needs: others may use the machine, or it may be a slower one.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    // What is waited for comes; on a busy machine not within the second that is the default.
    expect: { poll: { timeout: 20_000, interval: 20 } },
    reporters: ["default", here("reporter.ts")],
    projects: [
      {
        extends: true,
        test: {
          name: "platform",
          include: [all],
          exclude: [...nowhere, eventNode],
          // PostgreSQL, which the event node's tests do without.
          globalSetup: [here("global-setup.ts")],
          setupFiles: [here("seed.ts")],
        },
      },
      { extends: true, test: { name: "event node", include: [eventNode], exclude: [...nowhere, contract] } },
      contractThrough("@eventstore/db-client", "6.2.1", [severalStreams]),
      contractThrough("@kurrent/kurrentdb-client", "1.3.1"),
    ],
  },
});
