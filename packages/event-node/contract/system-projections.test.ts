import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { startEventNode } from "../src/node.ts";
import { ScavengeResp } from "../src/wire/operation-messages.ts";
import { clientOf, jsonEvent, START, type StoreClient } from "./client/under-test.ts";
import { collected, happened, linkTo, nodeForThisFile, resolved, several, withNode } from "./fixture.ts";
import { member, until } from "./persistent/fixture.ts";
import { freshFolder, freshStream, rawClient } from "./testbed.ts";

const { node, client } = await nodeForThisFile({ systemProjections: true });

const freshCategory = () => `school${randomUUID().replaceAll("-", "")}`;

/** The targets of a stream's links, as soon as there are `count` of them. */
const linksIn = (stream: string, count: number, by: StoreClient = client) =>
  until(
    async () => (await links(stream, by)).map(({ target }) => target),
    (found) => found.length >= count,
  );

const links = async (stream: string, by: StoreClient = client) => {
  const found = await collected(by.readStream(stream)).catch((error: { type?: string }) => {
    if (error.type === "stream-not-found") return [];
    throw error;
  });
  // The data of a link is not JSON.
  return found.map(({ data, type, metadata }) => ({
    type,
    metadata,
    target: Buffer.from(data as Uint8Array).toString(),
  }));
};

describe("a category's stream", () => {
  test("links every event of the category's streams, in the order of the log", async () => {
    const category = freshCategory();
    const [a, b] = [`${category}-a`, `${category}-b-c`];
    await client.appendToStream(a, several(2));
    await client.appendToStream(b, several(1));
    await client.appendToStream(a, several(1));
    await client.appendToStream(`${category}x-a`, several(1));
    await client.appendToStream(category, several(1));
    expect(await linksIn(`$ce-${category}`, 4)).toEqual([`0@${a}`, `1@${a}`, `0@${b}`, `2@${a}`]);
    expect(await linksIn(`$ce-${category}x`, 1)).toEqual([`0@${category}x-a`]);
  });

  test("can be read and subscribed to as if it contained the events", async () => {
    const category = freshCategory();
    const follower = member(
      client.subscribeToStream(`$ce-${category}`, { fromRevision: START, resolveLinkTos: true }) as never,
    );
    await client.appendToStream(`${category}-1`, several(3));
    await follower.reached(3);
    const read = await resolved(client.readStream(`$ce-${category}`, { resolveLinkTos: true }));
    for (const found of [read, follower.received])
      expect(found.map(({ event, link }) => [event?.data, event?.revision, link?.streamId, link?.revision])).toEqual(
        [0n, 1n, 2n].map((n) => [{ n: Number(n) }, n, `$ce-${category}`, n]),
      );
    await follower.leave();
  });

  test("has in each link's metadata the event that it was made for", async () => {
    const category = freshCategory();
    const event = happened(1);
    const { position } = await client.appendToStream(`${category}-1`, event);
    await linksIn(`$ce-${category}`, 1);
    expect(await links(`$ce-${category}`)).toMatchObject([
      { type: "$>", metadata: { $c: Number(position?.commit), $o: `${category}-1`, $causedBy: event.id } },
    ]);
  });

  test("returns only the link where the event no longer exists", async () => {
    const category = freshCategory();
    const [cut, gone, kept] = [`${category}-cut`, `${category}-gone`, `${category}-kept`];
    for (const stream of [cut, gone, kept]) await client.appendToStream(stream, several(2));
    await linksIn(`$ce-${category}`, 6);
    await client.setStreamMetadata(cut, { truncateBefore: 1 });
    await client.tombstoneStream(gone);
    const scavenge = "/event_store.client.operations.Operations/StartScavenge";
    const answer = await new Promise<Buffer>((resolve, reject) =>
      rawClient(node).unary(scavenge, Buffer.alloc(0), (error, bytes) => (bytes ? resolve(bytes) : reject(error))),
    );
    const { scavengeId } = ScavengeResp.decode(answer);
    await member(client.subscribeToStream(`$scavenges-${scavengeId}`)).reached(2);
    const read = await resolved(client.readStream(`$ce-${category}`, { resolveLinkTos: true }));
    expect(read.map(({ event, link }) => [event?.streamId, link?.streamId])).toEqual(
      [undefined, cut, undefined, undefined, kept, kept].map((stream) => [stream, `$ce-${category}`]),
    );
  });
});

describe("a type's stream", () => {
  test("links every event of that type, whatever its stream", async () => {
    const type = `Type${randomUUID()}`;
    const event = () => jsonEvent({ type, data: { n: 1 } });
    const [a, b] = [freshStream(), randomUUID().replaceAll("-", "")];
    await client.appendToStream(a, event());
    await client.appendToStream(b, [happened(0), event()]);
    expect(await linksIn(`$et-${type}`, 2)).toEqual([`0@${a}`, `1@${b}`]);
  });
});

test("system streams, metadata, links and tombstones are not linked", async () => {
  const category = freshCategory();
  const stream = `${category}-1`;
  await client.appendToStream(`$${category}-1`, happened(1));
  await client.appendToStream(stream, linkTo("0@nowhere"));
  await client.setStreamMetadata(stream, { maxCount: 10 });
  await client.tombstoneStream(`${category}-2`);
  await client.appendToStream(stream, happened(1));
  expect(await linksIn(`$ce-${category}`, 1)).toEqual([`1@${stream}`]);
  for (const none of [`$ce-$${category}`, "$et-$metadata", "$et-$>", "$et-$streamDeleted", "$ce-$ce", "$ce-$et"])
    expect(await links(none)).toEqual([]);
});

test("a tombstoned stream of links gets no more links, and the others continue", async () => {
  const category = freshCategory();
  const type = `Type${randomUUID()}`;
  const event = () => jsonEvent({ type, data: { n: 1 } });
  await client.appendToStream(`${category}-1`, event());
  await linksIn(`$ce-${category}`, 1);
  await client.tombstoneStream(`$ce-${category}`);
  await client.appendToStream(`${category}-1`, event());
  expect(await linksIn(`$et-${type}`, 2)).toHaveLength(2);
});

test("events written before the projections were started, or while they were off, are linked as well", async () => {
  const dataDir = freshFolder();
  const at = (n: number) => withNode(dataDir, (by) => by.appendToStream("school-1", several(n)));
  const linked = async (count: number) => {
    const on = await startEventNode({ dataDir, systemProjections: true });
    const by = clientOf(on.connectionString);
    await linksIn("$ce-school", count, by);
    await by.appendToStream("school-2", happened(1));
    const found = await linksIn("$ce-school", count + 1, by);
    await by.dispose();
    await on.close();
    return found;
  };
  await at(700);
  expect(await linked(700)).toEqual([...Array.from({ length: 700 }, (_, n) => `${n}@school-1`), "0@school-2"]);
  await at(5);
  const again = await linked(706);
  expect(again.slice(700)).toEqual([
    "0@school-2",
    ...[700, 701, 702, 703, 704].map((n) => `${n}@school-1`),
    "1@school-2",
  ]);
});

test("nothing is linked unless the projections are on", async () => {
  const off = await nodeForThisFile();
  await off.client.appendToStream("school-1", several(3));
  const all = await collected(off.client.readAll());
  expect(all.filter(({ streamId }) => /^\$(ce|et)-/.test(streamId))).toEqual([]);
});
