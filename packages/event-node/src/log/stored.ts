import type { Placed } from "../wire/recorded-event.ts";

/** An event as it is read back. */
export interface Stored extends Placed {
  readonly revision: bigint;
  readonly type: string;
}

/** The same, where the stream is not known beforehand. */
export interface StoredInAll extends Stored {
  readonly stream: string;
}
