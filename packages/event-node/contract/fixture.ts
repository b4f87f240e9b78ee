import { randomUUID } from "node:crypto";
import type { AllStreamResolvedEvent, JSONEventData, ResolvedEvent } from "@eventstore/db-client";
import { type EventNode, type EventNodeOptions, startEventNode } from "../src/node.ts";
import { capabilities, clientOf, jsonEvent, type StoreClient } from "./client/under-test.ts";
import { afterThisFile, freshFolder } from "./testbed.ts";

/** What the contract's tests share: a node of their own in a folder of its own, and the client under test. */
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

/** Does something with a node over a folder, and closes it. */
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

/** So many events, numbered from 0. */
export const several = (count: number): JSONEventData[] => Array.from({ length: count }, (_, n) => happened(n));

/** An event that points at another one. */
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

/** Takes so many events of a subscription, and ends it. */
export const take = async (subscription: AsyncIterable<ResolvedEvent>, count: number) => {
  const found = [];
  for await (const { event } of subscription) {
    if (event) found.push(event);
    if (found.length === count) break;
  }
  return found;
};

/** A time as the client's reads show it. */
export const asRead = (time: Date): Date =>
  new Date(Math.floor(time.getTime() / capabilities.readsTimeToMs) * capabilities.readsTimeToMs);
