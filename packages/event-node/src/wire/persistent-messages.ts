import { bool, bytes, type Decoded, int64, many, message, one, text, uint32, uint64 } from "./message.ts";
import { Empty, Position, StreamIdentifier } from "./shared.ts";
import { Uuid } from "./uuid.ts";

const Expression = message({ regex: one(1, text), prefix: many(2, text) });

export const GroupFilter = message({
  streamIdentifier: one(1, Expression),
  eventType: one(2, Expression),
  max: one(3, uint32),
  count: one(4, Empty),
  checkpointIntervalMultiplier: one(5, uint32),
});

/** Create and Update share these settings; times are in milliseconds or ticks, the strategy is a number or a name. */
const Settings = message({
  resolveLinks: one(1, bool),
  revision: one(2, uint64),
  extraStatistics: one(3, bool),
  messageTimeoutTicks: one(4, int64),
  maxRetryCount: one(5, uint32),
  checkpointAfterTicks: one(6, int64),
  minCheckpointCount: one(7, uint32),
  maxCheckpointCount: one(8, uint32),
  maxSubscriberCount: one(9, uint32),
  liveBufferSize: one(10, uint32),
  readBatchSize: one(11, uint32),
  historyBufferSize: one(12, uint32),
  namedConsumerStrategy: one(13, uint32),
  messageTimeoutMs: one(14, uint32),
  checkpointAfterMs: one(15, uint32),
  consumerStrategy: one(16, text),
});
export type SettingsAsked = Decoded<typeof Settings>;

const GroupOptions = message({
  streamIdentifier: one(1, StreamIdentifier),
  groupName: one(2, text),
  settings: one(3, Settings),
  stream: one(
    4,
    message({
      streamIdentifier: one(1, StreamIdentifier),
      revision: one(2, uint64),
      start: one(3, Empty),
      end: one(4, Empty),
    }),
  ),
  all: one(
    5,
    message({
      position: one(1, Position),
      start: one(2, Empty),
      end: one(3, Empty),
      filter: one(4, GroupFilter),
      noFilter: one(5, Empty),
    }),
  ),
});
export type GroupOptions = Decoded<typeof GroupOptions>;

export const CreateReq = message({ options: one(1, GroupOptions) });

export const DeleteGroupReq = message({
  options: one(1, message({ streamIdentifier: one(1, StreamIdentifier), groupName: one(2, text), all: one(3, Empty) })),
});

export const GetInfoReq = message({
  options: one(1, message({ streamIdentifier: one(1, StreamIdentifier), all: one(2, Empty), groupName: one(3, text) })),
});

/** Replaying and truncating parked messages take the same request. */
export const ReplayParkedReq = message({
  options: one(
    1,
    message({
      groupName: one(1, text),
      streamIdentifier: one(2, StreamIdentifier),
      all: one(3, Empty),
      stopAt: one(4, int64),
      noLimit: one(5, Empty),
    }),
  ),
});

export const ListReq = message({
  options: one(
    1,
    message({
      listAll: one(1, Empty),
      listForStream: one(2, message({ stream: one(1, StreamIdentifier), all: one(2, Empty) })),
    }),
  ),
});

export const GroupReadReq = message({
  options: one(
    1,
    message({
      streamIdentifier: one(1, StreamIdentifier),
      groupName: one(2, text),
      bufferSize: one(3, uint32),
      uuidOption: one(4, message({ structured: one(1, Empty), string: one(2, Empty) })),
      all: one(5, Empty),
    }),
  ),
  ack: one(2, message({ id: one(1, bytes), ids: many(2, Uuid) })),
  nack: one(3, message({ id: one(1, bytes), ids: many(2, Uuid), action: one(3, uint32), reason: one(4, text) })),
});
export type GroupReadReq = Decoded<typeof GroupReadReq>;

/** The responses of a group's read without events, which are written directly from the stored bytes. */
export const GroupReadResp = message({
  subscriptionConfirmation: one(2, message({ subscriptionId: one(1, text) })),
});
