import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const all = "{packages,services,infra,test}/**/*.test.ts";
const eventNode = "packages/event-node/**/*.test.ts";
const contract = "packages/event-node/contract/**/*.test.ts";
/** Only the newer client supports appends to several streams. */
const severalStreams = "packages/event-node/contract/multi-stream/**";
const nowhere = ["**/node_modules/**", "**/.lianxiao/**"];

/** The contract tests with one of the official clients, which must not be loaded into the same process. */
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
    // Many times the usual duration, because the machine may be slow or busy.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    // Polled conditions do become true, but on a busy machine not within the default of one second.
    expect: { poll: { timeout: 20_000, interval: 20 } },
    reporters: ["default", here("reporter.ts")],
    projects: [
      {
        extends: true,
        test: {
          name: "platform",
          include: [all],
          exclude: [...nowhere, eventNode],
          // Starts PostgreSQL, which the event node's tests do not need.
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
