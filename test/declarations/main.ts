import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { copyOf } from "../mutants/copy.ts";
import { type Without, withoutEach } from "./lines.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [wanted = ""] = process.argv.slice(2);
const all = withoutEach(root).filter(({ file, what }) => `${file} ${what}`.includes(wanted));
const folder = "packages/read-model/src";

type Copy = Awaited<ReturnType<typeof copyOf>>;

const run = async ({ place }: Copy, program: string, args: readonly string[]) => {
  const child = spawn(process.execPath, [join(root, program), ...args], {
    cwd: place,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return { said, succeeds: code === 0 };
};

/** With these changes instead of the originals. */
const having = async <T>({ place }: Copy, changes: readonly Without[], work: () => Promise<T>): Promise<T> => {
  for (const { file, text } of changes) await writeFile(join(place, file), text);
  const found = await work();
  for (const { file } of changes) await writeFile(join(place, file), await readFile(join(root, file)));
  return found;
};

/** The compiler's complaints, about one change of each file at once. */
const complaints = async (copy: Copy, changes: readonly Without[]): Promise<string> =>
  having(copy, changes, async () => {
    const options = ["-p", "read-model.json", "--incremental", "--tsBuildInfoFile", "read-model.tsbuildinfo"];
    return (await run(copy, "node_modules/typescript/bin/tsc", options)).said;
  });

// Not version.test.ts, which fails for every change and so says nothing of what a line is for.
const names = [
  ["schema/", "tables.test", "queries.test"],
  [
    "timeline/",
    "restated.test",
    "access.test",
    "proposals.test",
    "apply.test",
    "regions.test",
    "rates/spells",
    "counted.test",
  ],
];
const fails = async (copy: Copy, change: Without): Promise<boolean> =>
  having(copy, [change], async () => {
    for (const some of names) {
      const tests = some.map((name) => `${folder}/${name}`);
      const options = ["run", "--config", "test/vitest.config.ts", "--bail", "1", ...tests];
      if (!(await run(copy, "node_modules/vitest/vitest.mjs", options)).succeeds) return true;
    }
    return false;
  });

const copies = await Promise.all([copyOf(root), copyOf(root)]);
const [first] = copies;
const left: Without[] = [];
const survivors: Without[] = [];
try {
  const include = [`${folder}/**/*.ts`, "test/global-setup.ts"];
  await writeFile(join(first.place, "read-model.json"), JSON.stringify({ extends: "./tsconfig.base.json", include }));
  const none = { what: "", file: `${folder}/tables/school.ts` };
  const original = { ...none, text: await readFile(join(root, none.file), "utf8") };
  if ((await complaints(first, [])) !== "") throw new Error("The read model does not compile already.");
  if (await fails(first, original)) throw new Error("The tests of the read model fail already.");
  const byFile = [...Map.groupBy(all, ({ file }) => file).values()];
  for (let at = 0; byFile.some((some) => at < some.length); at += 1) {
    const changes = byFile.flatMap((some) => some[at] ?? []);
    const said = await complaints(first, changes);
    left.push(...changes.filter(({ file }) => !said.includes(`${file}(`)));
  }
  console.log(`Of ${all.length} parts of declarations, ${all.length - left.length} are missed by the compiler.`);
  const waiting = [...left];
  const lane = async (copy: Copy) => {
    for (let change = waiting.shift(); change; change = waiting.shift()) {
      const isMissed = await fails(copy, change);
      if (!isMissed) survivors.push(change);
      console.log(`${isMissed ? "✓" : "✗ nobody misses"} ${change.file}: ${change.what}`);
    }
  };
  await Promise.all(copies.map(lane));
} finally {
  await Promise.all(copies.map((copy) => copy.remove()));
}
console.log(JSON.stringify({ parts: all.length, byTests: left.length, survivors: survivors.length }));
process.exitCode = survivors.length > 0 ? 1 : 0;
