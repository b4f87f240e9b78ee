import { randomUUID } from "node:crypto";
import { EventStoreDBClient, type JSONEventData, jsonEvent, type ResolvedEvent } from "@eventstore/db-client";
import { afterThisFile, freshFolder } from "../contract/testbed.ts";
import { type EventNode, type EventNodeOptions, startEventNode } from "./node.ts";

export { freshFolder, freshStream, rawClient, waysToAppend } from "../contract/testbed.ts";

/** The fixture of the unit tests: a node with its own folder, and the unmodified client. */
export const connect = ({ connectionString }: Pick<EventNode, "connectionString">): EventStoreDBClient =>
  EventStoreDBClient.connectionString(connectionString);

export const nodeForThisFile = async (options: Partial<EventNodeOptions> = {}) => {
  const node = await startEventNode({ dataDir: freshFolder(), ...options });
  const client = connect(node);
  afterThisFile(async () => {
    await client.dispose();
    await node.close();
  });
  return { node, client };
};

export const happened = (n: number, id: string = randomUUID()): JSONEventData =>
  jsonEvent({ id, type: "Happened", data: { n } });

/** Creates `count` events, numbered from 0. */
export const several = (count: number): JSONEventData[] => Array.from({ length: count }, (_, n) => happened(n));

export const collected = async (events: AsyncIterable<ResolvedEvent>) => {
  const found = [];
  for await (const { event, link } of events) {
    const shown = event ?? link;
    if (shown) found.push(shown);
  }
  return found;
};

/** Takes `count` events from a subscription and then ends it. */
export const take = async (subscription: AsyncIterable<ResolvedEvent>, count: number) => {
  const found = [];
  for await (const { event } of subscription) {
    if (event) found.push(event);
    if (found.length === count) break;
  }
  return found;
};
