import { bytes, int64, message, one, text, uint32, uint64 } from "./message.ts";

/** Messages that several services share, with the field numbers of the published protocol. */
export const Empty = message({});

export const StreamIdentifier = message({ streamName: one(3, bytes) });

export const Position = message({ commitPosition: one(1, uint64), preparePosition: one(2, uint64) });

export const Timestamp = message({ seconds: one(1, int64), nanos: one(2, uint32) });

export const Duration = Timestamp;

export const streamIdentifier = (name: string) => ({ streamName: Buffer.from(name) });

export const position = (at: bigint) => ({ commitPosition: at, preparePosition: at });

export const timestamp = (at: Date) => ({
  seconds: BigInt(Math.floor(at.getTime() / 1000)),
  nanos: (((at.getTime() % 1000) + 1000) % 1000) * 1_000_000,
});

/** The details of a refused append, as part of a status. */
export const WrongExpectedVersion = message({
  currentStreamRevision: one(1, uint64),
  currentNoStream: one(2, Empty),
  expectedStreamPosition: one(3, uint64),
  expectedAny: one(4, Empty),
  expectedStreamExists: one(5, Empty),
  expectedNoStream: one(6, Empty),
});
export const StreamDeleted = message({ streamIdentifier: one(1, StreamIdentifier) });
export const MaximumAppendSizeExceeded = message({ maxAppendSize: one(1, uint32) });
export const MaximumAppendEventSizeExceeded = message({
  eventId: one(1, text),
  proposedEventSize: one(2, uint32),
  maxAppendEventSize: one(3, uint32),
});
export const BadRequest = message({ message: one(1, text) });

export const Any = message({ typeUrl: one(1, text), value: one(2, bytes) });
export const Status = message({ code: one(1, uint32), message: one(2, text), details: one(3, Any) });
