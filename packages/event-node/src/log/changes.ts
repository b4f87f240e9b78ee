import type { Judge } from "./expectation.ts";
import { type Ledger, type NewEvent, newId } from "./ledger.ts";
import {
  deletedRevision,
  describedStream,
  isMetadataStream,
  metadataStreamOf,
  metadataType,
  softDeletion,
  withTruncateBefore,
} from "./metadata.ts";
import { conflict, type Expectation, type Outcome } from "./outcome.ts";

const noBytes = Buffer.alloc(0);

const metadataEvent = (data: Buffer): NewEvent => ({
  id: newId(),
  type: metadataType,
  isJson: true,
  metadata: noBytes,
  data,
});

/** What can be done to a stream. Each runs inside the group's transaction and checks before it writes anything. */
export const changes = (ledger: Ledger, judge: Judge) => {
  const recordNext = (stream: string, event: NewEvent): bigint =>
    ledger.record(stream, ledger.head(stream).last + 1n, event);

  /** A softly deleted stream that is written to again shows only what was written since. */
  const reopen = (stream: string, firstShown: bigint) => {
    const metadata = withTruncateBefore(ledger.rawMetadataOf(stream) ?? noBytes, firstShown);
    recordNext(metadataStreamOf(stream), metadataEvent(metadata));
  };

  const append = (stream: string, expected: Expectation, events: readonly NewEvent[]): Outcome => {
    const ids = events.map(({ id }) => id);
    const verdict = judge(stream, expected, ids);
    if (verdict !== "write") return verdict;
    const before = ledger.head(stream).last;
    const described = isMetadataStream(stream) ? describedStream(stream) : undefined;
    const reopened = events.length > 0 && ledger.isSoftlyDeleted(stream);
    const reopenedByMetadata = events.length > 0 && described !== undefined && ledger.isSoftlyDeleted(described);

    let position: bigint | undefined;
    for (const event of events) position = recordNext(stream, event);
    const { last } = ledger.head(stream);
    if (reopened) reopen(stream, before + 1n);
    if (described !== undefined && reopenedByMetadata) reopen(described, ledger.head(described).last + 1n);
    return { kind: "written", last, position };
  };

  const softlyDelete = (stream: string, expected: Expectation): Outcome => {
    const verdict = judge(stream, expected, []);
    if (verdict !== "write") return verdict;
    const metadataStream = metadataStreamOf(stream);
    const { last } = ledger.head(stream);
    if (last < 0n && ledger.head(metadataStream).last < 0n) return conflict(-1n);
    return { kind: "written", last, position: recordNext(metadataStream, metadataEvent(softDeletion)) };
  };

  const tombstone = (stream: string, expected: Expectation): Outcome => {
    const verdict = judge(stream, expected, []);
    if (verdict !== "write") return verdict;
    const mark = { id: newId(), type: "$streamDeleted", isJson: false, metadata: noBytes, data: noBytes };
    return { kind: "written", last: deletedRevision, position: ledger.record(stream, deletedRevision, mark) };
  };

  return { append, softlyDelete, tombstone };
};
