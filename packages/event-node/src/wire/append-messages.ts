import { bool, bytes, type Decoded, many, message, one, text, uint64 } from "./message.ts";
import { Duration, Empty, Position, Status, StreamIdentifier, Timestamp } from "./shared.ts";
import { Uuid } from "./uuid.ts";

const MetadataEntry = message({ key: one(1, text), value: one(2, text) });

export const ProposedMessage = message({
  id: one(1, Uuid),
  metadata: many(2, MetadataEntry),
  customMetadata: one(3, bytes),
  data: one(4, bytes),
});

const expectation = {
  streamIdentifier: one(1, StreamIdentifier),
  revision: one(2, uint64),
  noStream: one(3, Empty),
  any: one(4, Empty),
  streamExists: one(5, Empty),
};

/** A stream and its expected revision, as in the options of every write. */
export const Expected = message(expectation);
export type Expected = Decoded<typeof Expected>;

export const AppendReq = message({ options: one(1, Expected), proposedMessage: one(2, ProposedMessage) });

const Success = message({
  currentRevision: one(1, uint64),
  noStream: one(2, Empty),
  position: one(3, Position),
  noPosition: one(4, Empty),
});

export const AppendResp = message({
  success: one(1, Success),
  wrongExpectedVersion: one(
    2,
    message({
      currentRevision20_6: one(1, uint64),
      noStream20_6: one(2, Empty),
      expectedRevision20_6: one(3, uint64),
      any20_6: one(4, Empty),
      streamExists20_6: one(5, Empty),
      currentRevision: one(6, uint64),
      currentNoStream: one(7, Empty),
      expectedRevision: one(8, uint64),
      expectedAny: one(9, Empty),
      expectedStreamExists: one(10, Empty),
      expectedNoStream: one(11, Empty),
    }),
  ),
});

export const BatchAppendReq = message({
  correlationId: one(1, Uuid),
  options: one(2, message({ ...expectation, deadlineAt: one(6, Timestamp), deadlineIn: one(7, Duration) })),
  proposedMessages: many(3, ProposedMessage),
  isFinal: one(4, bool),
});

export const BatchAppendResp = message({
  correlationId: one(1, Uuid),
  error: one(2, Status),
  success: one(3, Success),
  streamIdentifier: one(4, StreamIdentifier),
  revision: one(5, uint64),
  noStream: one(6, Empty),
  any: one(7, Empty),
  streamExists: one(8, Empty),
});

/** Delete and Tombstone have the same request and response. */
export const DeleteReq = message({ options: one(1, Expected) });
export const DeleteResp = message({ position: one(1, Position), noPosition: one(2, Empty) });
