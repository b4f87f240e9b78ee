import { bool, type Decoded, int64, many, message, one, text, uint32 } from "./message.ts";

const ConnectionInfo = message({
  from: one(1, text),
  username: one(2, text),
  averageItemsPerSecond: one(3, uint32),
  totalItems: one(4, int64),
  countSinceLastMeasurement: one(5, int64),
  observedMeasurements: many(6, message({ key: one(1, text), value: one(2, int64) })),
  availableSlots: one(7, uint32),
  inFlightMessages: one(8, uint32),
  connectionName: one(9, text),
});
export type ConnectionInfo = Decoded<typeof ConnectionInfo>;

const GroupInfo = message({
  eventSource: one(1, text),
  groupName: one(2, text),
  status: one(3, text),
  connections: many(4, ConnectionInfo),
  averagePerSecond: one(5, uint32),
  totalItems: one(6, int64),
  countSinceLastMeasurement: one(7, int64),
  lastCheckpointedEventPosition: one(8, text),
  lastKnownEventPosition: one(9, text),
  resolveLinkTos: one(10, bool),
  startFrom: one(11, text),
  messageTimeoutMilliseconds: one(12, uint32),
  extraStatistics: one(13, bool),
  maxRetryCount: one(14, uint32),
  liveBufferSize: one(15, uint32),
  bufferSize: one(16, uint32),
  readBatchSize: one(17, uint32),
  checkPointAfterMilliseconds: one(18, uint32),
  minCheckPointCount: one(19, uint32),
  maxCheckPointCount: one(20, uint32),
  readBufferCount: one(21, uint32),
  liveBufferCount: one(22, int64),
  retryBufferCount: one(23, uint32),
  totalInFlightMessages: one(24, uint32),
  outstandingMessagesCount: one(25, uint32),
  namedConsumerStrategy: one(26, text),
  maxSubscriberCount: one(27, uint32),
  parkedMessageCount: one(28, int64),
});
export type GroupInfo = Decoded<typeof GroupInfo>;

export const GetInfoResp = message({ groupInfo: one(1, GroupInfo) });

export const ListResp = message({ groups: many(1, GroupInfo) });
