import { crc32 } from "node:zlib";
import { Damaged } from "./damaged.ts";

/** The stored columns of an event; its id is part of `body`. */
export interface Row {
  readonly position: bigint;
  readonly revision: bigint;
  readonly type: string;
  readonly created: bigint;
  readonly hidden: bigint;
  readonly body: Uint8Array;
}

/** The checksum of a stored event: of its bytes and of every column by which it is found or filtered. */
export const checksum = (stream: string, { position, revision, type, created, hidden, body }: Row): number =>
  crc32(body, crc32(`${position} ${revision} ${created} ${hidden} ${type}\n${stream}`));

/** The columns of an event that are read in order to show it. */
export const rowColumns = "e.position, e.revision, e.type, e.created, e.hidden, e.body, e.checksum";

/** Returns the event if its checksum matches, and throws otherwise. */
export const intact = <Read extends Row & { readonly checksum: bigint }>(stream: string, row: Read): Read => {
  if (BigInt(checksum(stream, row)) === row.checksum) return row;
  throw new Damaged(
    `The event at position ${row.position}, revision ${row.revision} of ${stream}, is not as it was written.`,
  );
};
