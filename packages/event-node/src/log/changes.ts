import type { Failpoint } from "../failpoint.ts";
import type { Append, Appended, Part, Violation } from "./append.ts";
import type { Judge, Verdict } from "./expectation.ts";
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

/** The changes to a stream. Each runs inside the batch's transaction and checks everything before it writes. */
export const changes = (ledger: Ledger, judge: Judge, failpoint: Failpoint) => {
  const recordNext = (stream: string, event: NewEvent): bigint =>
    ledger.record(stream, ledger.head(stream).last + 1n, event);

  /** After a write to a softly deleted stream, only the events written since the deletion are shown. */
  const reopen = (stream: string, firstShown: bigint) => {
    const metadata = withTruncateBefore(ledger.rawMetadataOf(stream) ?? noBytes, firstShown);
    recordNext(metadataStreamOf(stream), metadataEvent(metadata));
  };

  const actual = (stream: string): Violation["actual"] => {
    if (ledger.isTombstoned(stream)) return "tombstoned";
    return ledger.isSoftlyDeleted(stream) ? "deleted" : ledger.head(stream).last;
  };

  const verdicts = ({ parts, writes }: Append): (Verdict | undefined)[] => {
    const ids = parts.map((): Uint8Array[] => []);
    for (const { part, event } of writes) ids[part]?.push(event.id);
    return parts.map(({ stream, expected, isOnlyChecked }, part) =>
      isOnlyChecked ? judge.checked(stream, expected) : judge.written(stream, expected, ids[part] ?? []),
    );
  };

  /**
   * The softly deleted streams that this append reopens by writing to them or to their metadata, each with the first
   * revision to show.
   */
  const reopenings = ({ parts, writes }: Append): Map<string, bigint> => {
    const written = new Set(writes.map(({ part }) => part));
    const touched = parts.filter((_, part) => written.has(part)).map(({ stream }) => stream);
    const described = touched.filter(isMetadataStream).map(describedStream);
    const deleted = [...touched, ...described].filter(ledger.isSoftlyDeleted);
    return new Map(deleted.map((stream) => [stream, ledger.head(stream).last + 1n]));
  };

  const lastOf = ({ stream }: Part): bigint => ledger.head(stream).last;

  const record = (append: Append): Appended => {
    const reopened = reopenings(append);
    let position: bigint | undefined;
    for (const { part, event } of append.writes) {
      const stream = append.parts[part]?.stream;
      if (position !== undefined) void failpoint("append.half-written");
      if (stream !== undefined) position = recordNext(stream, event);
    }
    const lasts = append.parts.map(lastOf);
    if (reopened.size > 0) void failpoint("metadata.half-written");
    for (const [stream, firstShown] of reopened) reopen(stream, firstShown);
    return { kind: "written", lasts, position };
  };

  /** The append was made before, as a whole; streams that it only checked may have advanced since. */
  const repetition = ({ parts }: Append, found: readonly (Verdict | undefined)[]): Appended | undefined => {
    let position = -1n;
    const lasts = parts.map(lastOf);
    for (const [part, verdict] of found.entries()) {
      if (parts[part]?.isOnlyChecked) continue;
      if (verdict === undefined || verdict === "write" || verdict.kind !== "written") return undefined;
      lasts[part] = verdict.last;
      if (verdict.position > position) position = verdict.position;
    }
    return position < 0n ? undefined : { kind: "written", lasts, position };
  };

  /** An append that repeats an earlier one only in part is a conflict, as is every expectation that is not met. */
  const append = (append: Append): Appended => {
    const found = verdicts(append);
    const repeated = repetition(append, found);
    if (repeated) return repeated;
    const [first, ...others] = found.flatMap((verdict, part): Violation[] => {
      if (verdict === undefined || verdict === "write") return [];
      const stream = append.parts[part]?.stream ?? "";
      const unmet = verdict.kind === "written" ? conflict(ledger.head(stream).last) : verdict;
      return [{ part, unmet, actual: actual(stream) }];
    });
    return first ? { kind: "violated", violations: [first, ...others] } : record(append);
  };

  const softlyDelete = (stream: string, expected: Expectation): Outcome => {
    const verdict = judge.written(stream, expected, []);
    if (verdict !== "write") return verdict;
    const metadataStream = metadataStreamOf(stream);
    const { last } = ledger.head(stream);
    if (last < 0n && ledger.head(metadataStream).last < 0n) return conflict(-1n);
    return { kind: "written", last, position: recordNext(metadataStream, metadataEvent(softDeletion)) };
  };

  const tombstone = (stream: string, expected: Expectation): Outcome => {
    const verdict = judge.written(stream, expected, []);
    if (verdict !== "write") return verdict;
    const mark = { id: newId(), type: "$streamDeleted", isJson: false, metadata: noBytes, data: noBytes };
    return { kind: "written", last: deletedRevision, position: ledger.record(stream, deletedRevision, mark) };
  };

  return { append, softlyDelete, tombstone };
};
