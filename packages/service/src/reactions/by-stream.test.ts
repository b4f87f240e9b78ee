import { expect, test } from "vitest";
import { eachByStream } from "./by-stream.ts";

const event = (stream: string, revision: number) => ({
  id: `${stream}-${revision}`,
  stream,
  revision: BigInt(revision),
  position: BigInt(revision),
  type: "Happened",
  data: {},
  metadata: {},
});
const log = [event("a", 0), event("b", 0), event("a", 1), event("c", 0), event("b", 1)];

test("events of one stream are handled in order, concurrently with those of other streams", async () => {
  const begun: string[] = [];
  const first = Promise.withResolvers<void>();
  const meeting = eachByStream(log, 2, async ({ id }) => {
    begun.push(id);
    if (id === "a-0") await first.promise;
    if (id === "c-0") first.resolve();
  });
  await meeting;
  expect(begun).toEqual(["a-0", "b-0", "b-1", "c-0", "a-1"]);
});

test("a failure rejects after the streams in progress have ended, and skips the rest of its stream", async () => {
  const met: string[] = [];
  const meeting = eachByStream(log, 3, async ({ id }) => {
    if (id === "a-0") throw new Error("torn");
    await new Promise(setImmediate);
    met.push(id);
  });
  await expect(meeting).rejects.toThrow("torn");
  expect(met.toSorted()).toEqual(["b-0", "b-1", "c-0"]);
});
