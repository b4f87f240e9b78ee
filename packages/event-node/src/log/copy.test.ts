import { join } from "node:path";
import { expect, test } from "vitest";
import { freshFolder } from "../fixture.ts";
import { newId } from "./ledger.ts";
import { openLog } from "./log.ts";

const event = () => ({
  id: newId(),
  type: "Happened",
  isJson: true,
  metadata: Buffer.alloc(0),
  data: Buffer.alloc(300, "1"),
});

test("a log can be copied under constant writes", async () => {
  const folder = freshFolder();
  const log = openLog(folder, () => new Date(0));
  let isOver = false;
  const write = async (stream: string) => {
    while (!isOver) await log.append(stream, "any", Array.from({ length: 20 }, event));
  };
  const writing = Promise.all(["a", "b", "c"].map(write));
  try {
    for (let n = 0; n < 15; n += 1) await expect(log.copyTo(join(folder, `copy-${n}`))).resolves.toBeUndefined();
  } finally {
    isOver = true;
    await writing;
    await log.stop();
    log.release();
  }
});
