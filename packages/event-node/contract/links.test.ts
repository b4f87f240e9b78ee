import { describe, expect, test } from "vitest";
import { START } from "./client/under-test.ts";
import { collected, happened, linkTo, nodeForThisFile, resolved, several, take } from "./fixture.ts";
import { freshStream } from "./testbed.ts";

const { client } = await nodeForThisFile();

const ten = freshStream();
await client.appendToStream(ten, several(10));

const linked = async (...targets: string[]) => {
  const stream = freshStream("links");
  const { position } = await client.appendToStream(stream, targets.map(linkTo));
  return { stream, position };
};

const shown = (events: Awaited<ReturnType<typeof resolved>>) =>
  events.map(({ event, link }) => [event?.revision, link?.revision]);

test("a link is an event of its own unless it is resolved", async () => {
  const { stream } = await linked(`3@${ten}`);
  const [event] = await collected(client.readStream(stream));
  expect(event).toMatchObject({ type: "$>", streamId: stream, isJson: false });
  expect(Buffer.from(event?.data as Uint8Array).toString()).toBe(`3@${ten}`); // The data of a link is not JSON.
});

test("a resolved link has the target event, and its revision and position are the link's", async () => {
  const { stream } = await linked(`3@${ten}`, `5@${ten}`);
  const found = await resolved(client.readStream(stream, { resolveLinkTos: true }));
  expect(shown(found)).toEqual([
    [3n, 0n],
    [5n, 1n],
  ]);
  expect(found.map(({ event }) => event?.streamId)).toEqual([ten, ten]);
  expect(found.map(({ commitPosition }) => commitPosition)).toEqual(found.map(({ link }) => link?.position?.commit));
});

test("an event that is not a link is returned as it is where links are resolved", async () => {
  const [first] = await resolved(client.readStream(ten, { resolveLinkTos: true, maxCount: 1 }));
  expect(first?.event).toMatchObject({ streamId: ten, revision: 0n });
  expect(first?.link).toBeUndefined();
});

test("links are resolved backwards, and from a revision of the stream of links", async () => {
  const { stream } = await linked(`3@${ten}`, `5@${ten}`, `7@${ten}`);
  const options = { resolveLinkTos: true, direction: "backwards", fromRevision: 1n } as const;
  expect(shown(await resolved(client.readStream(stream, options)))).toEqual([
    [5n, 1n],
    [3n, 0n],
  ]);
});

test("a link can name a stream in a non-Latin script, and one with @ in its name", async () => {
  const stream = `学校@${freshStream()}`;
  await client.appendToStream(stream, happened(1));
  const { stream: links } = await linked(`0@${stream}`);
  const [found] = await resolved(client.readStream(links, { resolveLinkTos: true }));
  expect(found?.event?.streamId).toBe(stream);
});

describe("a link is returned without a target", () => {
  test.each([
    ["to a revision that is not there", () => `99@${ten}`],
    ["to a stream that never was", () => "0@nowhere-"],
    ["to nothing that can be understood", () => "nonsense"],
    ["to a revision that is no number", () => `first@${ten}`],
  ])("%s", async (_, target) => {
    const { stream } = await linked(target());
    const [found] = await resolved(client.readStream(stream, { resolveLinkTos: true }));
    expect(found?.event).toBeUndefined();
    expect(found?.link).toMatchObject({ type: "$>", revision: 0n });
  });

  test.each([
    ["deleted", (stream: string) => client.deleteStream(stream)],
    ["tombstoned", (stream: string) => client.tombstoneStream(stream)],
    ["truncated", (stream: string) => client.setStreamMetadata(stream, { truncateBefore: 2 })],
    ["kept short", (stream: string) => client.setStreamMetadata(stream, { maxCount: 1 })],
  ])("when its target was %s", async (_, end) => {
    const target = freshStream();
    await client.appendToStream(target, several(3));
    const { stream } = await linked(`1@${target}`);
    await end(target);
    const [found] = await resolved(client.readStream(stream, { resolveLinkTos: true }));
    expect(found?.event).toBeUndefined();
    expect(found?.link).toMatchObject({ streamId: stream, revision: 0n });
  });
});

describe("links in $all", () => {
  test("are resolved where requested", async () => {
    const { position, stream } = await linked(`4@${ten}`);
    const [found] = await resolved(client.readAll({ fromPosition: position ?? START, resolveLinkTos: true }));
    expect(found?.event).toMatchObject({ streamId: ten, revision: 4n });
    expect(found?.link).toMatchObject({ streamId: stream, position });
    expect(found?.commitPosition).toBe(position?.commit);
  });

  test("are not resolved otherwise", async () => {
    const { position } = await linked(`4@${ten}`);
    const [found] = await resolved(client.readAll({ fromPosition: position ?? START }));
    expect(found).toMatchObject({ event: { type: "$>" } });
  });
});

describe("a subscription", () => {
  test("to a stream resolves links, and starts after a revision of the stream of links", async () => {
    const { stream } = await linked(`3@${ten}`, `5@${ten}`, `7@${ten}`);
    const options = { resolveLinkTos: true, fromRevision: 0n };
    expect((await take(client.subscribeToStream(stream, options), 2)).map(({ revision }) => revision)).toEqual([
      5n,
      7n,
    ]);
  });

  test("to $all resolves links", async () => {
    const { position: before } = await client.appendToStream(freshStream(), happened(0));
    await linked(`6@${ten}`);
    const subscription = client.subscribeToAll({ fromPosition: before ?? START, resolveLinkTos: true });
    expect(await take(subscription, 1)).toMatchObject([{ streamId: ten, revision: 6n }]);
  });
});
