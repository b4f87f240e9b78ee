import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as architecture from "./architecture.ts";
import { offences, type Rule, type Source, topLevel } from "./architecture.ts";

const root = join(import.meta.dirname, "..");

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.name.startsWith(".") || entry.name === "node_modules") return [];
    return entry.isDirectory() ? filesIn(path) : [path];
  });

const sources: readonly Source[] = filesIn("")
  .filter((path) => /\.(ts|mjs|js|sql|json|md)$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

type Boundary = {
  readonly rule: Rule;
  /** Violations, each of which must be reported: a rule that cannot fail checks nothing. */
  readonly canaries: readonly Source[];
  /** Permitted exceptions, none of which may be reported. */
  readonly fine?: readonly Source[];
};

const at = (path: string, text: string): Source => ({ path, text });

const boundaries: Readonly<Record<string, Boundary>> = {
  "dependencies point one way": {
    rule: architecture.dependencyDirection,
    canaries: [
      at("packages/kernel/src/handle.ts", 'import { event } from "@lianxiao/events";'),
      at("packages/events/src/region.ts", 'import type { Decider } from "@lianxiao/kernel";'),
      at("packages/regions/src/tree.ts", 'export { fold } from "@lianxiao/kernel";'),
      at("packages/event-node/src/server.ts", 'const { x } = await import("@lianxiao/events");'),
      at("packages/read-model/src/apply.ts", 'import "@lianxiao/service";'),
      at("services/group/src/facts.ts", 'import {\n  region,\n} from "@lianxiao/registry";'),
      at("services/group/src/group.test.ts", 'import { region } from "@lianxiao/registry";'),
      at("services/group/src/main.ts", 'import { startEventNode } from "@lianxiao/event-node";'),
      at("packages/service/src/http.ts", 'import { Apollo } from "@lianxiao/gateway";'),
    ],
    fine: [
      at("services/group/src/facts.ts", 'import { fact } from "@lianxiao/service";'),
      at("packages/kernel/src/handle.test.ts", 'import { startEventNode } from "@lianxiao/event-node";'),
      at("packages/kernel/src/handle.ts", '// import { event } from "@lianxiao/events";'),
    ],
  },
  "packages declare only permitted dependencies": {
    rule: architecture.declaredDependencies,
    canaries: [at("packages/events/package.json", '{"dependencies":{"@lianxiao/kernel":"workspace:*"}}')],
  },
  "packages are imported only through their index.ts": {
    rule: architecture.frontDoorsOnly,
    canaries: [
      at("services/group/src/main.ts", 'import { fold } from "@lianxiao/kernel/src/decider.ts";'),
      at("services/group/src/main.ts", 'import { school } from "../../registry/src/school.ts";'),
      at("infra/standalone/src/main.ts", 'import { guard } from "../../postgres/src/guard.ts";'),
      at("services/group/src/group.ts", 'import { given } from "../../../test/spec.ts";'),
      at("test/e2e/log.ts", 'import { openLog } from "../../packages/event-node/src/log/log.ts";'),
    ],
    fine: [
      at("services/group/src/group.test.ts", 'import { given } from "../../../test/spec.ts";'),
      at("test/bench/event-node/raw-log.ts", 'import { openLog } from "../../../packages/event-node/src/log/log.ts";'),
    ],
  },
  "one file imports the event store client": {
    rule: architecture.oneEventStoreClient,
    canaries: [
      at("packages/kernel/src/follow.ts", 'import { FORWARDS } from "@eventstore/db-client";'),
      at("services/group/src/group.test.ts", 'import { jsonEvent } from "@kurrent/kurrentdb-client";'),
    ],
    fine: [at("packages/event-node/src/streams/append.test.ts", 'import { jsonEvent } from "@eventstore/db-client";')],
  },
  "rules, events and tables are pure": {
    rule: architecture.purity,
    canaries: [
      at("services/group/src/membership.ts", "const today = Date.now();"),
      at("services/group/src/group.ts", "const today = new Date();"),
      at("services/group/src/group.ts", `const id = \`group-\${Date.now()}\`;`),
      at("services/registry/src/school.ts", 'import { randomUUID } from "node:crypto";'),
      at("packages/events/src/region.ts", "const id = Math.random();"),
      at("packages/read-model/src/tables/school.ts", "const debug = process.env.DEBUG;"),
      at("packages/read-model/src/tables/school.ts", "export const project = async () => 1;"),
    ],
    fine: [at("packages/events/src/region.ts", '// never Date.now()\nconst text = "Math.random";')],
  },
  "only config.ts and main.ts read the environment": {
    rule: architecture.oneEnvironment,
    canaries: [at("packages/service/src/http.ts", "const port = process.env.PORT;")],
    fine: [at("services/group/src/main.ts", "start(process.env);")],
  },
  "only main.ts and infra write to the console": {
    rule: architecture.noConsole,
    canaries: [at("packages/read-model/src/apply.ts", "console.log(batch);")],
    fine: [at("packages/read-model/src/apply.ts", 'const text = "console.log(batch)";')],
  },
  "only main.ts and infra read the clock": {
    rule: architecture.noRealClock,
    canaries: [
      at("packages/service/src/commands.ts", "const now = new Date();"),
      at("packages/kernel/src/follow.ts", "const now = performance.now();"),
      at("packages/event-node/src/server.ts", "const now = Date.now();"),
    ],
    fine: [at("packages/service/src/day.ts", "const day = new Date(position);")],
  },
  "every test runs": {
    rule: architecture.noSkippedTests,
    canaries: [at("services/group/src/group.test.ts", `test.${"skip"}("later", () => {});`)],
  },
  "files are short": {
    rule: architecture.shortFiles,
    canaries: [at("packages/kernel/src/handle.ts", "x;\n".repeat(251))],
    fine: [at("packages/kernel/src/handle.ts", "x;\n".repeat(250))],
  },
  "READMEs are short": {
    rule: architecture.shortReadmes,
    canaries: [at("README.md", "x\n".repeat(151)), at("packages/kernel/README.md", "x\n".repeat(21))],
    fine: [at("README.md", "x\n".repeat(150))],
  },
};

describe.each(Object.entries(boundaries))("%s", (_name, { rule, canaries, fine = [] }) => {
  test("holds for every file", () => {
    expect(sources.filter(({ path }) => rule.about(path)).length).toBeGreaterThan(0);
    expect(offences(rule, sources)).toEqual([]);
  });

  test("is reported when violated", () => {
    expect(canaries.length).toBeGreaterThan(0);
    expect(canaries.filter((canary) => offences(rule, [canary]).length === 0)).toEqual([]);
    expect(offences(rule, fine)).toEqual([]);
  });
});

describe("the top level", () => {
  test("has exactly the entries of the README's map", () => {
    expect(topLevel(readdirSync(root))).toEqual([]);
  });

  test("is reported with an additional or a missing entry", () => {
    const names = ["README.md", "scripts", ".github", "node_modules"];
    expect(topLevel(names)).toContain("scripts does not belong at the top level");
    expect(topLevel(names)).toContain("services is missing");
    expect(topLevel(names)).toHaveLength(10);
  });
});
