import { expect, test } from "vitest";
import { startEventNode } from "../src/node.ts";
import { BACKWARDS, capabilities, END, FORWARDS, START } from "./client/under-test.ts";
import { collected, connect, happened, nodeForThisFile, several } from "./fixture.ts";
import { freshFolder, freshStream } from "./testbed.ts";

const { client } = await nodeForThisFile();

const positionsOf = (events: Awaited<ReturnType<typeof collected>>) =>
  events.map(({ position }) => position?.commit ?? -1n);

const one = freshStream();
const two = freshStream();
for (let n = 0; n < 5; n += 1) {
  await client.appendToStream(one, happened(n));
  await client.appendToStream(two, [happened(n), happened(n)]);
}
const everything = await collected(client.readAll());
const third = everything[3]?.position ?? { commit: 0n, prepare: 0n };

test("a new node already has a visible event, and none at position 0", async () => {
  const fresh = await startEventNode({ dataDir: freshFolder() });
  const its = connect(fresh);
  const [first, ...rest] = await collected(its.readAll({ maxCount: 10 }));
  expect(first).toMatchObject({ streamId: "$$$scavenges", type: "$metadata" });
  expect(first?.position?.commit).toBeGreaterThan(0n);
  expect(rest).toEqual([]);
  await its.dispose();
  await fresh.close();
});

test("events of all streams are in the order in which they were written", () => {
  const order = [...Array(5)].flatMap(() => [one, two, two]);
  expect(everything.slice(1).map(({ streamId }) => streamId)).toEqual(order);
});

test("positions increase strictly", () => {
  const positions = positionsOf(everything);
  expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => (a < b ? -1 : 1)));
});

test("a position is inclusive forwards", async () => {
  const found = await collected(client.readAll({ fromPosition: third }));
  expect(found).toEqual(everything.slice(3));
});

test("a position is exclusive backwards", async () => {
  const found = await collected(client.readAll({ direction: BACKWARDS, fromPosition: third }));
  expect(found).toEqual(everything.slice(0, 3).toReversed());
});

test("reading backwards from the end returns everything", async () => {
  const found = await collected(client.readAll({ direction: BACKWARDS, fromPosition: END }));
  expect(found).toEqual(everything.toReversed());
});

test("reading one event backwards from the end returns the last one", async () => {
  const found = await collected(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }));
  expect(found).toEqual(everything.slice(-1));
});

test("a count limits the result", async () => {
  expect(await collected(client.readAll({ maxCount: 4 }))).toEqual(everything.slice(0, 4));
});

test.each([
  { direction: FORWARDS, fromPosition: { commit: 10n ** 12n, prepare: 10n ** 12n } },
  { direction: BACKWARDS, fromPosition: { commit: 10n ** 12n, prepare: 10n ** 12n } },
] as const)("there is nothing $direction from $fromPosition", async (options) => {
  expect(await collected(client.readAll(options))).toEqual([]);
});

test.each([
  { direction: BACKWARDS, fromPosition: START },
  { direction: FORWARDS, fromPosition: END },
] as const)("nothing stands $direction from $fromPosition, if the client asks for that", async (options) => {
  const others = options.direction === BACKWARDS ? everything : everything.toReversed();
  expect(await collected(client.readAll(options))).toEqual(capabilities.startsWhereTold ? [] : others);
});

test("a prepare position beyond the commit position is an error", async () => {
  const reading = collected(client.readAll({ fromPosition: { commit: 1n, prepare: 2n } }));
  await expect(reading).rejects.toMatchObject({ type: capabilities.otherErrorOfReads });
});

test("reading can continue from an append's position", async () => {
  const stream = freshStream();
  const { position } = await client.appendToStream(stream, several(3));
  await client.appendToStream(stream, several(2));
  const found = await collected(client.readAll({ fromPosition: position ?? START }));
  expect(found.map(({ revision }) => revision)).toEqual([2n, 3n, 4n]);
});

test("hidden streams are not in $all, but can be read", async () => {
  const checkpoint = "$persistentsubscription-$all::group-checkpoint";
  const { position } = await client.appendToStream(checkpoint, happened(1));
  expect(await collected(client.readAll({ fromPosition: position ?? START }))).toEqual([]);
  expect(await collected(client.readStream(checkpoint))).toHaveLength(1);
  expect(await collected(client.readStream("$epoch-information"))).toHaveLength(1);
});
