import type { JSONEventData } from "@eventstore/db-client";
import type { EventNodeOptions } from "../../src/node.ts";
import {
  type AppendRecordInput,
  type AppendStreamRequest,
  type ConsistencyCheck,
  severalStreams,
} from "../client/several-streams.ts";
import type { StoreClient } from "../client/under-test.ts";
import { collected, happened, nodeForThisFile, several } from "../fixture.ts";
import { freshStream } from "../testbed.ts";

export const nodeForSeveralStreams = async (options: Partial<EventNodeOptions> = {}) => {
  const { node, client } = await nodeForThisFile(options);
  return { node, client, ...severalStreams(client) };
};

type Expected = AppendStreamRequest["expectedState"];

/** One message of a session, for one stream. */
export const to = (
  streamName: string,
  expectedState: Expected = "any",
  events: readonly JSONEventData[] = several(1),
) => ({ streamName, expectedState, events: [...events] });

export const record = (streamName: string, event = happened(0)): AppendRecordInput => ({ streamName, record: event });

export const check = (streamName: string, expectedState: Expected): ConsistencyCheck => ({
  type: "stream_state",
  streamName,
  expectedState,
});

/** The numbers of a stream's events; undefined if the stream does not exist. */
export const numbersIn = async (client: StoreClient, stream: string): Promise<unknown[] | undefined> => {
  try {
    // The tests' own events have an `n`.
    return (await collected(client.readStream(stream))).map(({ data }) => (data as { n: unknown }).n);
  } catch (error) {
    if ((error as { type?: unknown }).type === "stream-not-found") return undefined; // Errors of the clients have a type.
    throw error;
  }
};

/** Streams in every possible state, each with three events before it was deleted. */
export const streamsOfEveryState = async (client: StoreClient) => {
  const [missing, present, deleted, tombstoned] = [freshStream(), freshStream(), freshStream(), freshStream()];
  for (const stream of [present, deleted, tombstoned]) await client.appendToStream(stream, several(3));
  await client.deleteStream(deleted);
  await client.tombstoneStream(tombstoned);
  return { missing, present, deleted, tombstoned };
};
