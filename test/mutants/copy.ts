import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Mutant } from "./mutant.ts";

const sources = ["packages", "services", "infra", "test", "package.json", "tsconfig.base.json", "pnpm-workspace.yaml"];

/** The tests that take a second or two each. */
const quick = [
  "services/",
  "http/schools",
  "http/groups",
  "http/memberships",
  "http/corrections",
  "http/requests",
  "http/undone",
];

/**
 * A copy of the source, to which mutants are applied one at a time. Its packages link to each other, not to the
 * original ones.
 */
export const copyOf = async (root: string) => {
  const place = await mkdtemp(join(tmpdir(), "lianxiao-mutants-"));
  for (const name of sources)
    await cp(join(root, name), join(place, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => basename(path) !== ".lianxiao",
    });
  await symlink(join(root, "node_modules"), join(place, "node_modules"));

  const passes = async (tests: readonly string[] = []): Promise<boolean> => {
    const vitest = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--config", "test/mutants/vitest.config.ts"];
    const child = spawn(process.execPath, [...vitest, ...tests], {
      cwd: place,
      stdio: "ignore",
    });
    const [code] = await once(child, "exit");
    return code === 0;
  };

  return {
    place,
    passes,
    /** Whether a test fails with the mutant. */
    kills: async ({ file, from, to, tests = quick }: Mutant): Promise<boolean> => {
      const path = join(place, file);
      const original = await readFile(path, "utf8");
      if (original.split(from).length !== 2) throw new Error(`${file} has not exactly one "${from.trim()}".`);
      await writeFile(
        path,
        original.replace(from, () => to),
      );
      try {
        return !(await passes(tests)) || !(await passes());
      } finally {
        await writeFile(path, original);
      }
    },
    remove: () => rm(place, { recursive: true }),
  };
};
