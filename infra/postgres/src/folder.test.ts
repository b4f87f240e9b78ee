import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { accountFor } from "./account.ts";
import { homeFor } from "./folder.ts";
import { startPostgres } from "./start.ts";

test("PostgreSQL names the folder that is not writable", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lianxiao-folders-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "file"), "");
  await expect(startPostgres({ dataDir: join(folder, "file/postgres") })).rejects.toThrow("cannot be written");
});

const source = (name: string) => JSON.stringify(join(import.meta.dirname, name));

// Only folders of root can be closed to the account.
if (process.getuid?.() === 0)
  test("many programs that start and end at once each get a separate folder", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lianxiao-folders-"));
    chmodSync(folder, 0o700);
    onTestFinished(() => {
      // Every start removes abandoned folders.
      rmSync(
        homeFor(join(folder, "last"), accountFor("/nonexistent"), () => undefined),
        { recursive: true },
      );
      rmSync(folder, { recursive: true });
    });
    const code = `
      import { existsSync, rmSync } from "node:fs";
      import { accountFor } from ${source("account.ts")};
      import { homeFor } from ${source("folder.ts")};
      const account = accountFor("/nonexistent");
      for (let time = 0; time < 40; time += 1) {
        const dataDir = ${JSON.stringify(folder)} + "/" + process.pid + "-" + time;
        if (!existsSync(homeFor(dataDir, account, () => {}))) throw new Error("The folder is gone.");
        rmSync(dataDir, { recursive: true });
      }`;
    const programs = [1, 2, 3].map(() =>
      spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "ignore", "pipe"] }),
    );
    const said = await Promise.all(programs.map(({ stderr }) => text(stderr)));
    expect(said.filter((error) => error.includes("Error"))).toEqual([]);
  }, 120_000);
