import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";
import { catalogues } from "@lianxiao/events";
import { expect, test } from "vitest";
import { builtFrom, version } from "./version.ts";

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const files = (path: string, pattern: string): readonly string[] =>
  globSync(pattern, { cwd: folder(path) })
    .map((name) => `${folder(path)}/${name}`)
    .filter((file) => !file.endsWith(".test.ts") && !file.endsWith(".fixture.ts"));

/** The code that runs, printed anew: comments, types and line ends change no row. */
const running = (code: string): string => stripTypeScriptTypes(code, { mode: "transform" });

const meant = (file: string): string => {
  const text = readFileSync(file, "utf8");
  if (file.endsWith(".ts")) return running(text);
  if (file.endsWith(".sql")) return text.replaceAll(/--.*$/gm, "").replaceAll(/\s+/g, " ");
  const json: unknown = JSON.parse(text);
  // Of the shapes that were ever printed, the last one is in force.
  return JSON.stringify(file.endsWith(".shapes.json") && Array.isArray(json) ? json.at(-1) : json);
};

/** What decides which rows an event leaves: the tables, how they are projected, the region tree, what events say and mean. */
const sources = [
  ...files("tables", "*.{ts,sql}"),
  ...files("timeline", "*.ts"),
  ...files("schema", "*.ts"),
  ...files(".", "{insert,period,readable,read-event}.ts"),
  ...files("../../regions/src", "*.{ts,json}"),
  // Of the vocabulary the printed shapes tell; what they cannot say is kept by a test of its own.
  ...files("../../events/src", "{*-meaning,meaning,correction,event-type}.ts"),
  ...files("../../events/src/stored", "*.shapes.json"),
].sort();

const upcasts = catalogues.flatMap(({ types }) =>
  Object.entries<{ readonly upcasts: readonly unknown[] }>(types).map(
    ([type, { upcasts: own }]) => `${type}: ${own.map((upcast) => running(`(${upcast})`)).join()}`,
  ),
);

test("tables and events do not change without a new version of the read model", () => {
  expect(sources.length).toBeGreaterThan(60);
  expect(upcasts.join()).toContain("opened.code");
  const hash = createHash("sha256");
  for (const text of [...sources.map(meant), ...upcasts]) hash.update(text).update("\0");
  const now = hash.digest("hex").slice(0, 16);
  expect(
    { version, builtFrom },
    `The tables or the events have changed. If read_v${version} has been deployed, set version to ${version + 1} in ` +
      `packages/read-model/src/version.ts, so that the next read model is built beside it; then set builtFrom to "${now}".`,
  ).toEqual({ version, builtFrom: now });
});
