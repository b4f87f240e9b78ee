import { randomUUID } from "node:crypto";
import type { AllStreamResolvedEvent, JSONEventData, ResolvedEvent } from "@eventstore/db-client";
import { type EventNode, type EventNodeOptions, startEventNode } from "../src/node.ts";
import { capabilities, clientOf, jsonEvent, type StoreClient } from "./client/under-test.ts";
import { afterThisFile, freshFolder } from "./testbed.ts";

/** The fixture of the contract tests: a node with its own folder, and the client under test. */
export const connect = ({ connectionString }: Pick<EventNode, "connectionString">): StoreClient =>
  clientOf(connectionString);

export const nodeForThisFile = async (options: Partial<EventNodeOptions> = {}) => {
  const node = await startEventNode({ dataDir: freshFolder(), ...options });
  const client = connect(node);
  afterThisFile(async () => {
    await client.dispose();
    await node.close();
  });
  return { node, client };
};

/** Runs `work` with a node over a folder, and closes the node. */
export const withNode = async <T>(dataDir: string, work: (client: StoreClient, node: EventNode) => Promise<T>) => {
  const node = await startEventNode({ dataDir });
  const client = connect(node);
  try {
    return await work(client, node);
  } finally {
    await client.dispose();
    await node.close();
  }
};

export const happened = (n: number, id: string = randomUUID()): JSONEventData =>
  jsonEvent({ id, type: "Happened", data: { n } });

/** Creates `count` events, numbered from 0. */
export const several = (count: number): JSONEventData[] => Array.from({ length: count }, (_, n) => happened(n));

/** A link to another event. */
export const linkTo = (to: string) =>
  ({ ...happened(0), type: "$>", contentType: "application/octet-stream", data: Buffer.from(to) }) as const;

export const resolved = async <Event extends ResolvedEvent | AllStreamResolvedEvent>(events: AsyncIterable<Event>) => {
  const found: Event[] = [];
  for await (const event of events) found.push(event);
  return found;
};

export const collected = async (events: AsyncIterable<ResolvedEvent>) =>
  (await resolved(events)).flatMap(({ event, link }) => event ?? link ?? []);

export const numbers = async (events: AsyncIterable<ResolvedEvent>): Promise<unknown[]> =>
  (await collected(events)).map(({ data }) => (data as { n: unknown }).n); // The tests' own events carry an `n`.

/** Takes `count` events from a subscription and then ends it. */
export const take = async (subscription: AsyncIterable<ResolvedEvent>, count: number) => {
  const found = [];
  for await (const { event } of subscription) {
    if (event) found.push(event);
    if (found.length === count) break;
  }
  return found;
};

/** A time with the precision of the client's reads. */
export const asRead = (time: Date): Date =>
  new Date(Math.floor(time.getTime() / capabilities.readsTimeToMs) * capabilities.readsTimeToMs);
