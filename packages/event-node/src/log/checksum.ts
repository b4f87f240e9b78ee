import { crc32 } from "node:zlib";
import { Damaged } from "./damaged.ts";

/** All that is stored of an event, but for its id, which is in its bytes. */
export interface Row {
  readonly position: bigint;
  readonly revision: bigint;
  readonly type: string;
  readonly created: bigint;
  readonly hidden: bigint;
  readonly body: Uint8Array;
}

/** What a stored event must still add up to: its bytes, and whatever it is found and filtered by. */
export const checksum = (stream: string, { position, revision, type, created, hidden, body }: Row): number =>
  crc32(body, crc32(`${position} ${revision} ${created} ${hidden} ${type}\n${stream}`));

/** The columns of an event that is read to be shown. */
export const rowColumns = "e.position, e.revision, e.type, e.created, e.hidden, e.body, e.checksum";

/** An event as it was read, if it is as it was written. */
export const intact = <Read extends Row & { readonly checksum: bigint }>(stream: string, row: Read): Read => {
  if (BigInt(checksum(stream, row)) === row.checksum) return row;
  throw new Damaged(
    `The event at position ${row.position}, revision ${row.revision} of ${stream}, is not as it was written.`,
  );
};
