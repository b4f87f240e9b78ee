import { bool, type Decoded, int64, many, message, one, text, uint32, uint64 } from "./message.ts";
import { Empty, Position, StreamIdentifier, Timestamp } from "./shared.ts";

const Expression = message({ regex: one(1, text), prefix: many(2, text) });

export const FilterOptions = message({
  streamIdentifier: one(1, Expression),
  eventType: one(2, Expression),
  max: one(3, uint32),
  count: one(4, Empty),
  checkpointIntervalMultiplier: one(5, uint32),
});

export const ReadOptions = message({
  stream: one(
    1,
    message({
      streamIdentifier: one(1, StreamIdentifier),
      revision: one(2, uint64),
      start: one(3, Empty),
      end: one(4, Empty),
    }),
  ),
  all: one(2, message({ position: one(1, Position), start: one(2, Empty), end: one(3, Empty) })),
  readDirection: one(3, uint32),
  resolveLinks: one(4, bool),
  count: one(5, uint64),
  subscription: one(6, Empty),
  filter: one(7, FilterOptions),
  noFilter: one(8, Empty),
  uuidOption: one(9, message({ structured: one(1, Empty), string: one(2, Empty) })),
  controlOption: one(10, message({ compatibility: one(1, uint32) })),
});
export type ReadOptions = Decoded<typeof ReadOptions>;

export const ReadReq = message({ options: one(1, ReadOptions) });

/** The responses of a read without events, which are written directly from the stored bytes. */
export const ReadResp = message({
  confirmation: one(2, message({ subscriptionId: one(1, text) })),
  checkpoint: one(
    3,
    message({ commitPosition: one(1, uint64), preparePosition: one(2, uint64), timestamp: one(3, Timestamp) }),
  ),
  streamNotFound: one(4, message({ streamIdentifier: one(1, StreamIdentifier) })),
  firstStreamPosition: one(5, uint64),
  lastStreamPosition: one(6, uint64),
  caughtUp: one(
    8,
    message({ timestamp: one(1, Timestamp), streamRevision: one(2, int64), position: one(3, Position) }),
  ),
});
