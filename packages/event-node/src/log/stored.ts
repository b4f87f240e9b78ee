import type { Placed } from "../wire/recorded-event.ts";

/** An event as it is read from the log. */
export interface Stored extends Placed {
  readonly revision: bigint;
  readonly type: string;
}

/** An event read from `$all`, with the name of its stream. */
export interface StoredInAll extends Stored {
  readonly stream: string;
}
