import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, credentials, Metadata, type requestCallback } from "@grpc/grpc-js";
import { afterAll } from "vitest";
import type { EventNode } from "../src/node.ts";

/** Cleaned up in reverse order after the file's tests; a hook registered inside a test would be ignored. */
const cleanUps: (() => unknown)[] = [];
afterAll(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
});

export const afterThisFile = (cleanUp: () => unknown): void => {
  cleanUps.push(cleanUp);
};

export const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "event-node-"));
  afterThisFile(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

export const freshStream = (category = "school"): string => `${category}-${randomUUID()}`;

/** The client's two ways to append; with per-call credentials it uses the second. */
export const waysToAppend = [
  { way: "BatchAppend", options: {} },
  { way: "Append", options: { credentials: { username: "anyone", password: "anything" } } },
] as const;

const asIs = (bytes: Buffer) => bytes;

const anybody = { channelCredentials: credentials.createInsecure(), metadata: new Metadata() };

/** Calls the node without a client, for requests that no client sends. */
export const rawClient = ({ port }: Pick<EventNode, "port">, { channelCredentials, metadata } = anybody) => {
  const channel = new Client(`127.0.0.1:${port}`, channelCredentials);
  afterThisFile(() => channel.close());
  const streams = "/event_store.client.streams.Streams";
  const groups = "/event_store.client.persistent_subscriptions.PersistentSubscriptions";
  return {
    read: (request: Buffer) => channel.makeServerStreamRequest(`${streams}/Read`, asIs, asIs, request, metadata),
    batchAppend: () => channel.makeBidiStreamRequest(`${streams}/BatchAppend`, asIs, asIs, metadata),
    append: (answer: requestCallback<Buffer>) =>
      channel.makeClientStreamRequest(`${streams}/Append`, asIs, asIs, metadata, answer),
    readGroup: () => channel.makeBidiStreamRequest(`${groups}/Read`, asIs, asIs, metadata),
    unary: (path: string, request: Buffer, answer: requestCallback<Buffer>) =>
      channel.makeUnaryRequest(path, asIs, asIs, request, metadata, answer),
  };
};
