import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { chances } from "../contract/chances.ts";
import { corruptOnce, usedLog } from "./corrupt.ts";

test("a damaged log is never read as if it were intact", { timeout: 300_000 }, async () => {
  const log = await usedLog();
  // A fixed seed, so that every run damages the same places; `main.ts` uses a new one each time.
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
