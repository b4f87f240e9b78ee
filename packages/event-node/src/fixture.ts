import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventStoreDBClient, type JSONEventData, jsonEvent, type ResolvedEvent } from "@eventstore/db-client";
import { Client, credentials, type requestCallback } from "@grpc/grpc-js";
import { afterAll } from "vitest";
import { type EventNode, type EventNodeOptions, startEventNode } from "./node.ts";

/** Undone in reverse when the file's tests are over; a hook set inside a test would be ignored. */
const cleanUps: (() => unknown)[] = [];
afterAll(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
});

/** What the tests share: a node of their own in a folder of its own, and the unmodified client. */
export const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "event-node-"));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

export const connect = ({ connectionString }: Pick<EventNode, "connectionString">): EventStoreDBClient =>
  EventStoreDBClient.connectionString(connectionString);

export const nodeForThisFile = async (options: Partial<EventNodeOptions> = {}) => {
  const node = await startEventNode({ dataDir: freshFolder(), ...options });
  const client = connect(node);
  cleanUps.push(async () => {
    await client.dispose();
    await node.close();
  });
  return { node, client };
};

export const freshStream = (category = "school"): string => `${category}-${randomUUID()}`;

export const happened = (n: number, id: string = randomUUID()): JSONEventData =>
  jsonEvent({ id, type: "Happened", data: { n } });

/** So many events, numbered from 0. */
export const several = (count: number): JSONEventData[] => Array.from({ length: count }, (_, n) => happened(n));

export const collected = async (events: AsyncIterable<ResolvedEvent>) => {
  const found = [];
  for await (const { event, link } of events) {
    const shown = event ?? link;
    if (shown) found.push(shown);
  }
  return found;
};

export const numbers = async (events: AsyncIterable<ResolvedEvent>): Promise<unknown[]> =>
  (await collected(events)).map(({ data }) => (data as { n: unknown }).n); // The tests' own events carry an `n`.

/** Takes so many events of a subscription, and ends it. */
export const take = async (subscription: AsyncIterable<ResolvedEvent>, count: number) => {
  const found = [];
  for await (const { event } of subscription) {
    if (event) found.push(event);
    if (found.length === count) break;
  }
  return found;
};

/** The two ways in which the client appends; per-call credentials make it take the second. */
export const waysToAppend = [
  { way: "BatchAppend", options: {} },
  { way: "Append", options: { credentials: { username: "anyone", password: "anything" } } },
] as const;

/** Calls the node without the client, to say what the client never says. */
export const rawClient = ({ port }: Pick<EventNode, "port">) => {
  const channel = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  cleanUps.push(() => channel.close());
  const asIs = (bytes: Buffer) => bytes;
  return {
    read: (request: Buffer) =>
      channel.makeServerStreamRequest("/event_store.client.streams.Streams/Read", asIs, asIs, request),
    batchAppend: () => channel.makeBidiStreamRequest("/event_store.client.streams.Streams/BatchAppend", asIs, asIs),
    append: (answer: requestCallback<Buffer>) =>
      channel.makeClientStreamRequest("/event_store.client.streams.Streams/Append", asIs, asIs, answer),
    unary: (path: string, request: Buffer, answer: requestCallback<Buffer>) =>
      channel.makeUnaryRequest(path, asIs, asIs, request, answer),
  };
};
