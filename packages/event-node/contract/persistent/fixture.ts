import { randomUUID } from "node:crypto";
import type {
  PersistentSubscriptionToStreamResolvedEvent,
  PersistentSubscriptionToStreamSettings,
} from "@eventstore/db-client";
import {
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
  type StoreClient,
} from "../client/under-test.ts";
import { collected, several } from "../fixture.ts";
import { freshStream } from "../testbed.ts";

type Settings = Partial<PersistentSubscriptionToStreamSettings>;

/** Settings with which tests do not have to wait: every answer is checkpointed at once. */
export const eager = { checkPointLowerBound: 1, checkPointUpperBound: 1, checkPointAfter: 10 } as const;

export const toStream = (settings: Settings = {}) =>
  persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START, ...settings });

export const toAll = (settings: Omit<Settings, "startFrom"> & { startFrom?: typeof START } = {}) =>
  persistentSubscriptionToAllSettingsFromDefaults(settings);

export const freshGroup = (): string => `group-${randomUUID()}`;

/** A stream with `count` events, and a group that reads it from the start. */
export const groupOver = async (client: StoreClient, count: number, settings: Settings = {}) => {
  const stream = freshStream();
  const group = freshGroup();
  if (count > 0) await client.appendToStream(stream, several(count));
  await client.createPersistentSubscriptionToStream(stream, group, toStream(settings));
  return { stream, group };
};

type Reading = ReturnType<StoreClient["subscribeToPersistentSubscriptionToStream"]>;
type ReadingAll = ReturnType<StoreClient["subscribeToPersistentSubscriptionToAll"]>;
type Following = ReturnType<StoreClient["subscribeToStream"] | StoreClient["subscribeToAll"]>;
export type Received = PersistentSubscriptionToStreamResolvedEvent;

/** Collects what a consumer of a group or a plain subscriber (which must not answer) receives, and waits for more. */
export const member = (reading: Reading | ReadingAll | Following) => {
  const received: Received[] = [];
  const wakes = new Set<() => void>();
  let failure: unknown;
  const wake = () => {
    for (const each of wakes) each();
  };
  const met = (isMet: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!isMet() && failure === undefined) return;
        wakes.delete(look);
        if (isMet()) resolve();
        else reject(failure);
      };
      wakes.add(look);
      look();
    });
  // The types of subscription differ in their overloads and in some methods that are not used here.
  const events = reading as Reading;
  let handle: (event: Received) => unknown = () => {};
  events.on("data", (event: Received) => {
    received.push(event);
    handle(event);
    wake();
  });
  events.on("error", (error: unknown) => {
    failure = error;
    wake();
  });
  const confirmed = new Promise<void>((resolve) => events.once("confirmation", () => resolve()));
  return {
    received,
    confirmed,
    met,
    /** Calls back now and at every event. */
    watch: (look: () => void) => {
      wakes.add(look);
      look();
    },
    id: () => events.id,
    /** Runs `work` for every event, including those already received. */
    each: (work: (event: Received) => unknown) => {
      handle = work;
      for (const event of received) work(event);
    },
    ackEach() {
      this.each((event) => events.ack(event));
      return this;
    },
    ack: (...which: Received[]) => events.ack(...which),
    nack: (action: "park" | "retry" | "skip" | "stop", ...which: Received[]) =>
      events.nack(action, "because", ...which),
    reached: async (count: number) => {
      await met(() => received.length >= count);
      return received;
    },
    /** The error with which the subscription ended. */
    ended: async (): Promise<unknown> => {
      await met(() => failure !== undefined).catch(() => {});
      return failure;
    },
    leave: () => events.unsubscribe(),
  };
};

export const ns = (events: readonly Received[]): number[] =>
  events.map(({ event }) => (event?.data as { n: number } | undefined)?.n ?? -1); // The tests' own events have an `n`.

export const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

/** The groups of one stream. */
export const groupsOf = (client: StoreClient) => {
  const infoOf = (stream: string, group: string) => client.getPersistentSubscriptionToStreamInfo(stream, group);
  return {
    read: (stream: string, group: string, bufferSize = 10) =>
      member(client.subscribeToPersistentSubscriptionToStream(stream, group, { bufferSize })),
    infoOf,
    parkedIn: async (stream: string, group: string) =>
      (await collected(client.readStream(`$persistentsubscription-${stream}::${group}-parked`))).map((parked) => ({
        ...parked,
        data: Buffer.from(parked.data as Uint8Array).toString(), // The data of a link is not JSON.
      })),
    settled: (stream: string, group: string, revision: bigint) =>
      until(
        () => infoOf(stream, group),
        ({ stats }) => stats.lastCheckpointedEventRevision === revision,
      ),
  };
};

/** Polls until the condition holds, for conditions without an event to wait for. */
export const until = async <T>(look: () => Promise<T>, isSo: (found: T) => boolean): Promise<T> => {
  for (;;) {
    const found = await look();
    if (isSo(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
