import {
  excludeSystemEvents,
  type Position,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
} from "@eventstore/db-client";
import type { NodeProcess } from "./node-process.ts";

const nobody = () => {};

/** Subscribes to $all across restarts, resuming from the last position received. */
export const follower = () => {
  const seen = new Map<string, bigint>();
  let reached: Position | typeof START = START;
  let faults = 0;
  return {
    seen,
    /** The number of events that were received twice or out of order. */
    faults: () => faults,
    follow: ({ client }: NodeProcess) => {
      const subscription = client.subscribeToAll({ fromPosition: reached, filter: excludeSystemEvents() });
      subscription.on("error", nobody);
      subscription.on("data", ({ event }) => {
        if (!event) return;
        const at = event.position;
        if (seen.has(event.id) || (reached !== START && at.commit <= reached.commit)) faults += 1;
        seen.set(event.id, at.commit);
        reached = at;
      });
    },
  };
};

const group = "workers";
const settings = persistentSubscriptionToStreamSettingsFromDefaults({
  startFrom: START,
  checkPointAfter: 20,
  checkPointLowerBound: 1,
  checkPointUpperBound: 20,
});

/** A consumer of a persistent subscription across restarts: acknowledges most messages and parks every seventh. */
export const worker = (stream: string) => {
  const acknowledged = new Set<bigint>();
  let repeats = 0;
  let redelivered = 0;
  return {
    acknowledged,
    /** The number of events received although they were before the group's checkpoint. */
    repeats: () => repeats,
    redelivered: () => redelivered,
    work: async ({ client }: NodeProcess): Promise<void> => {
      await client.createPersistentSubscriptionToStream(stream, group, settings).catch(nobody);
      const { stats } = await client.getPersistentSubscriptionToStreamInfo(stream, group);
      const checkpoint = stats.lastCheckpointedEventRevision ?? -1n;
      const subscription = client.subscribeToPersistentSubscriptionToStream(stream, group, { bufferSize: 20 });
      subscription.on("error", nobody);
      subscription.on("data", (message) => {
        const { event } = message;
        if (!event) return;
        if (event.revision <= checkpoint) repeats += 1;
        if (acknowledged.has(event.revision)) redelivered += 1;
        if (event.revision % 7n === 0n) return void subscription.nack("park", "every seventh", message).catch(nobody);
        acknowledged.add(event.revision);
        subscription.ack(message).catch(nobody);
      });
    },
    /** The stream of its parked messages. */
    parked: `$persistentsubscription-${stream}::${group}-parked`,
  };
};
