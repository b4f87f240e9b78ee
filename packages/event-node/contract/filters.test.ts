import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import type { FilterOptions } from "../src/wire/read-messages.ts";
import {
  BACKWARDS,
  capabilities,
  END,
  eventTypeFilter,
  excludeSystemEvents,
  jsonEvent,
  START,
  streamNameFilter,
} from "./client/under-test.ts";
import { collected, happened, nodeForThisFile, numbers, several, take } from "./fixture.ts";
import { freshStream } from "./testbed.ts";
import { refusal, speakTo } from "./wire.ts";

const { node, client } = await nodeForThisFile();
const spoken = speakTo(node);

const fromPosition = (await client.appendToStream(freshStream("mark"), happened(0))).position ?? START;
const category = freshStream("filtered");
const names = ["a-1", "b-1", "a-2", "c-1", "b-2"].map((name) => `${category}-${name}`);
for (const [n, name] of names.entries())
  await client.appendToStream(name, jsonEvent({ type: n % 2 ? "OddHappened" : "EvenHappened", data: { n } }));
await client.appendToStream(`$persistentsubscription-$all::${category}-checkpoint`, happened(99));

const cases = [
  ["a prefix of the stream", () => streamNameFilter({ prefixes: [`${category}-a`] }), [0, 2]],
  ["one of several prefixes", () => streamNameFilter({ prefixes: [`${category}-a`, `${category}-c`] }), [0, 2, 3]],
  ["an expression for the stream", () => streamNameFilter({ regex: `${category}-[bc]-1$` }), [1, 3]],
  ["an expression that is not anchored", () => streamNameFilter({ regex: `${category.slice(3)}-(a|c)-1` }), [0, 3]],
  ["a prefix of the type", () => eventTypeFilter({ prefixes: ["Odd"] }), [1, 3]],
  ["several prefixes of the type", () => eventTypeFilter({ prefixes: ["Odd", "Even"] }), [0, 1, 2, 3, 4]],
  ["an expression for the type", () => eventTypeFilter({ regex: "^Even" }), [0, 2, 4]],
  ["an expression in capitals only", () => eventTypeFilter({ regex: "ODD|Odd" }), [1, 3]],
] as const;

describe("a filtered subscription", () => {
  test.each(cases)("by %s gets what matches", async (_, filter, expected) => {
    const events = await take(client.subscribeToAll({ fromPosition, filter: filter() }), expected.length);
    expect(events.map(({ data }) => (data as { n: number }).n)).toEqual(expected); // As appended above.
  });

  test("without system events gets none, and no hidden events", async () => {
    const events = await take(client.subscribeToAll({ filter: excludeSystemEvents() }), 6);
    expect(events.map(({ type }) => type)).toEqual([
      "Happened",
      ...names.map(() => expect.stringMatching(/^(Odd|Even)/)),
    ]);
  });

  test.each(["(", "[", "a{2,1}"])("with the pattern %j is refused", async (regex) => {
    const subscription = client.subscribeToAll({ filter: streamNameFilter({ regex }) });
    await expect(take(subscription, 1)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  test("without a checkpoint interval is refused", async () => {
    const filter = { streamIdentifier: { prefix: [category] }, count: {}, checkpointIntervalMultiplier: 0 };
    const options = { all: { start: {} }, subscription: {}, uuidOption: { string: {} }, filter };
    expect(await refusal(spoken.read(options))).toMatchObject({ code: status.INVALID_ARGUMENT });
  });
});

describe("a filtered read on the wire", () => {
  const read = async (filter: Parameters<typeof FilterOptions.encode>[0], more = {}) =>
    await spoken.read({ all: { start: {} }, count: 100n, uuidOption: { string: {} }, filter, ...more });
  const prefix = [`${category}-a`];

  test.each([
    ["a window", { max: 2 }],
    ["a window of one", { max: 1 }],
    ["the usual window", { count: {} }],
  ])("with %s gets all matches up to the end of the log", async (_, window) => {
    await client.appendToStream(freshStream("other"), several(100));
    expect(await read({ streamIdentifier: { prefix }, ...window })).toHaveLength(2);
  });

  test("backwards returns the last match first, up to the count", async () => {
    const backwards = { all: { end: {} }, readDirection: 1, count: 1n };
    const found = await read({ streamIdentifier: { prefix }, count: {} }, backwards);
    expect(found.map((answer) => answer.includes(`${category}-a-2`))).toEqual([true]);
  });

  test("does not return hidden events that match", async () => {
    expect(await read({ streamIdentifier: { prefix: ["$persistentsubscription-$all::"] }, count: {} })).toEqual([]);
    expect(await read({ eventType: { prefix: ["$epoch"] }, count: {} })).toEqual([]);
  });

  test("with a pattern that matches nothing returns nothing", async () => {
    expect(await read({ streamIdentifier: {}, count: {} })).toEqual([]);
  });

  test("with an invalid pattern is INVALID_ARGUMENT", async () => {
    expect(await refusal(read({ eventType: { regex: "(" }, count: {} }))).toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
  });
});

// 6.2.1 has no filter for reads, so the cases above test them on the wire for both clients.
const readers = capabilities.filtersReads ? [capabilities.name] : [];
describe.each(readers)("a read filtered by %s", () => {
  test.each(cases)("by %s gets what matches", async (_, filter, expected) => {
    expect(await numbers(client.readAll({ fromPosition, filter: filter() }))).toEqual(expected);
  });

  test("backwards gets the last match first", async () => {
    const filter = streamNameFilter({ prefixes: [category] });
    const events = client.readAll({ direction: BACKWARDS, fromPosition: END, filter });
    expect(await numbers(events)).toEqual([4, 3, 2, 1, 0]);
  });

  test("stops at the count", async () => {
    const filter = streamNameFilter({ prefixes: [category] });
    expect(await collected(client.readAll({ filter, maxCount: 2 }))).toHaveLength(2);
  });
});
