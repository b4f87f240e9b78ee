import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { builtFrom, version } from "./version.ts";

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What decides which rows an event leaves: the tables, how they are projected, the region tree and the published language. */
const sources = (): readonly string[] =>
  [
    ...globSync("*.{ts,sql}", { cwd: folder("tables") }).map((name) => folder(`tables/${name}`)),
    ...globSync("*.ts", { cwd: folder("../../events/src") }).map((name) => folder(`../../events/src/${name}`)),
    ...globSync("*.{ts,json}", { cwd: folder("../../regions/src") }).map((name) => folder(`../../regions/src/${name}`)),
    ...globSync("timeline/*.ts", { cwd: folder(".") }).map(folder),
    ...["insert.ts", "period.ts", "readable.ts", "read-event.ts"].map(folder),
  ]
    .filter((file) => !file.endsWith(".test.ts") && !file.endsWith(".fixture.ts"))
    .sort();

test("tables and events do not change without a new version of the read model", () => {
  const files = sources();
  expect(files.length).toBeGreaterThan(25);
  const hash = createHash("sha256");
  // Line ends and white space change no row.
  for (const file of files) hash.update(readFileSync(file, "utf8").replaceAll(/\s+/g, " "));
  const now = hash.digest("hex").slice(0, 16);
  expect(
    { version, builtFrom },
    `The tables or the events have changed. If read_v${version} has been deployed, set version to ${version + 1} in ` +
      `packages/read-model/src/version.ts, so that the next read model is built beside it; then set builtFrom to "${now}".`,
  ).toEqual({ version, builtFrom: now });
});
