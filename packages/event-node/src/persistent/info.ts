import type { ConnectionInfo, GroupInfo } from "../wire/group-info.ts";
import type { Consumer } from "./consumer.ts";
import { shownPlace, shownStart } from "./definition.ts";
import type { Group } from "./group.ts";
import { measurements } from "./measurements.ts";

const connectionInfo = (consumer: Consumer, extraStatistics: boolean): ConnectionInfo => ({
  from: consumer.from,
  username: consumer.username,
  connectionName: consumer.connectionName,
  averageItemsPerSecond: consumer.rate.perSecond(),
  totalItems: BigInt(consumer.rate.total()),
  countSinceLastMeasurement: BigInt(consumer.rate.sinceLastMeasurement()),
  availableSlots: consumer.slots - consumer.heldCount(),
  inFlightMessages: consumer.heldCount(),
  observedMeasurements: extraStatistics ? measurements(consumer.answeredAfterMs) : [],
});

/** The information that clients are given about a group. */
export const infoOf = ({ definition, state }: Group): GroupInfo => {
  const { settings } = definition;
  const { consumers, given, incoming, queue, held, parked, checkpoint } = state();
  const last = incoming.last();
  return {
    eventSource: definition.source,
    groupName: definition.group,
    status: incoming.isBehind() ? "Behind" : "Live",
    connections: consumers.map((consumer) => connectionInfo(consumer, settings.extraStatistics)),
    averagePerSecond: given.perSecond(),
    totalItems: BigInt(given.total()),
    countSinceLastMeasurement: BigInt(given.sinceLastMeasurement()),
    lastCheckpointedEventPosition: checkpoint === undefined ? "" : shownPlace(definition, checkpoint),
    lastKnownEventPosition: last < 0n ? "" : shownPlace(definition, last),
    resolveLinkTos: settings.resolveLinks,
    startFrom: shownStart(definition, definition.startFrom),
    messageTimeoutMilliseconds: settings.messageTimeoutMs,
    extraStatistics: settings.extraStatistics,
    maxRetryCount: settings.maxRetryCount,
    liveBufferSize: settings.liveBufferSize,
    bufferSize: settings.historyBufferSize,
    readBatchSize: settings.readBatchSize,
    checkPointAfterMilliseconds: settings.checkpointAfterMs,
    minCheckPointCount: settings.checkpointLowerBound,
    maxCheckPointCount: settings.checkpointUpperBound,
    readBufferCount: queue.freshCount(),
    liveBufferCount: BigInt(incoming.liveCount()),
    retryBufferCount: queue.againCount(),
    totalInFlightMessages: held.count(),
    outstandingMessagesCount: held.count(),
    namedConsumerStrategy: settings.strategy,
    maxSubscriberCount: settings.maxSubscribers,
    parkedMessageCount: parked.count(),
  };
};
