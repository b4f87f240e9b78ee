import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { FolderUnusable, makeUsable } from "./usable-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "lianxiao-folder-"));
const file = join(folder, "file");
writeFileSync(file, "");
afterAll(() => rmSync(folder, { recursive: true }));

test("a folder is made with those around it, by two starts at once, and left empty", async () => {
  const wanted = join(folder, "a/b/c");
  await Promise.all([makeUsable(wanted), makeUsable(wanted)]);
  await makeUsable(`${wanted}/`);
  expect(readdirSync(wanted)).toEqual([]);
});

// Also as root: nobody can create a folder in /proc or /sys.
test.each(["/proc/x", "/proc/x/y/z", "/proc", "/sys/x", "/dev/null/x", file, join(file, "x")])(
  "%s is refused",
  async (path) => {
    await expect(makeUsable(path)).rejects.toThrow(FolderUnusable);
    await expect(makeUsable(path)).rejects.toThrow(path);
  },
);
