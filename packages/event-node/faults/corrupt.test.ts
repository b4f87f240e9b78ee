import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { chances } from "../contract/chances.ts";
import { corruptOnce, usedLog } from "./corrupt.ts";

test("a log that was damaged is never read as if it were whole", { timeout: 300_000 }, async () => {
  const log = await usedLog();
  // In the same places of every log; `main.ts` draws anew each time.
  const { below } = chances(1);
  try {
    for (let round = 0; round < 20; round += 1) {
      const { what, verdict } = await corruptOnce(log, round, below);
      expect({ what, verdict }).not.toMatchObject({ verdict: { kind: "served" } });
    }
  } finally {
    rmSync(log.folder, { recursive: true, force: true });
  }
});
