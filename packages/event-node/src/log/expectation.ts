import type { DatabaseSync } from "node:sqlite";
import { idOf } from "../wire/recorded-event.ts";
import { uuidText } from "../wire/uuid.ts";
import { intact, type Row, rowColumns } from "./checksum.ts";
import { Damaged } from "./damaged.ts";
import type { Head, Ledger } from "./ledger.ts";
import { isMetadataStream, metadataStreamOf } from "./metadata.ts";
import { type Condition, conflict, deleted, type Unmet } from "./outcome.ts";
import { prepare } from "./sql.ts";

/** Whether to write, and if not, the earlier write that this repeats or the expectation that failed. */
export type Verdict = "write" | Repeated | Unmet;

type Found = { readonly revision: bigint; readonly position: bigint };
type Repeated = { readonly kind: "written"; readonly last: bigint; readonly position: bigint };

/** Checks the expected revisions of an append or a deletion, and recognises repeated writes (idempotent retries). */
export const judge = (database: DatabaseSync, ledger: Ledger) => {
  const atRevision = prepare<Row & { readonly checksum: bigint }>(
    database,
    `select ${rowColumns} from events e where e.stream = ? and e.revision = ?`,
  );
  // Without the index hint, SQLite searches the whole stream for the id, so that the cost of an append grows with its
  // stream.
  const byId = prepare<Found>(
    database,
    `select revision, position from events indexed by events_by_id
     where id = ? and stream = ?
     order by revision desc limit 1`,
  );

  const repeated = ({ revision, position }: Found): Repeated => ({ kind: "written", last: revision, position });

  /** The event of a stream at a revision within its range; undefined if it was scavenged. */
  const eventAt = ({ stream, key, first, last }: Head, revision: bigint): Row | undefined => {
    if (key === undefined || revision < first || revision > last) return undefined;
    const found = atRevision.one(key, revision);
    if (found) return intact(stream, found);
    throw new Damaged(`In ${stream}, revision ${revision} is missing.`);
  };

  /** A repetition if the ids follow the expected revision directly and in order. */
  const repeatedAfter = (head: Head, expected: bigint, ids: readonly Uint8Array[]): Verdict | "nothing repeated" => {
    let found: Found | undefined;
    for (const [index, id] of ids.entries()) {
      const there = eventAt(head, expected + 1n + BigInt(index));
      if (!there || idOf(there.body) !== uuidText(id)) return index === 0 ? "nothing repeated" : conflict(head.last);
      found = there;
    }
    return found ? repeated(found) : "nothing repeated";
  };

  /** Searches the whole stream for the ids; the first id decides whether this is a repetition. */
  const repeatedAnywhere = (head: Head, ids: readonly Uint8Array[]): Verdict => {
    let found: Found | undefined;
    for (const [index, id] of ids.entries()) {
      const there = head.key === undefined ? undefined : byId.one(id, head.key);
      if (!there) return index === 0 ? "write" : conflict(head.last);
      found = there;
    }
    return found ? repeated(found) : "write";
  };

  const afterRevision = (head: Head, expected: bigint, ids: readonly Uint8Array[]): Verdict => {
    if (expected === head.last) return "write";
    const verdict = expected < head.last ? repeatedAfter(head, expected, ids) : "nothing repeated";
    if (verdict !== "nothing repeated") return verdict;
    const startsAnew = expected === -1n && ledger.isSoftlyDeleted(head.stream);
    return startsAnew ? "write" : conflict(head.last);
  };

  const exists = (head: Head): boolean =>
    head.last >= 0n || (!isMetadataStream(head.stream) && ledger.head(metadataStreamOf(head.stream)).last >= 0n);

  const afterDeletion = (head: Head, ids: readonly Uint8Array[]): Verdict => {
    const verdict = repeatedAnywhere(head, ids);
    return verdict === "write" && !ledger.isSoftlyDeleted(head.stream) ? conflict(head.last) : verdict;
  };

  /** Checks a stream that is written to. */
  const written = (stream: string, expected: Condition, ids: readonly Uint8Array[]): Verdict => {
    const head = ledger.head(stream);
    if (ledger.isTombstoned(stream)) return deleted;
    if (expected === "tombstoned") return conflict(head.last);
    if (expected === "deleted") return afterDeletion(head, ids);
    if (expected === "any") return repeatedAnywhere(head, ids);
    if (expected === "no_stream") return afterRevision(head, -1n, ids);
    if (typeof expected === "bigint") return afterRevision(head, expected, ids);
    if (ledger.isSoftlyDeleted(stream)) return deleted;
    return exists(head) ? repeatedAnywhere(head, ids) : conflict(head.last);
  };

  const holds = (head: Head, expected: Condition): boolean => {
    if (expected === "any") return true;
    if (ledger.isTombstoned(head.stream)) return expected === "tombstoned" || expected === "no_stream";
    if (typeof expected === "bigint") return expected === head.last;
    const isDeleted = ledger.isSoftlyDeleted(head.stream);
    if (expected === "no_stream") return isDeleted || head.last < 0n;
    if (expected === "stream_exists") return !isDeleted && exists(head);
    return expected === "deleted" && isDeleted;
  };

  /** Checks a stream that is only read. */
  const checked = (stream: string, expected: Condition): Unmet | undefined => {
    const head = ledger.head(stream);
    if (holds(head, expected)) return undefined;
    return ledger.isTombstoned(stream) ? deleted : conflict(head.last);
  };

  return { written, checked };
};

export type Judge = ReturnType<typeof judge>;
