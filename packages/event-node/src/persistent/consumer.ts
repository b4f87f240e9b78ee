import type { Failure } from "../failure.ts";
import type { Message } from "./message.ts";
import { rate } from "./rate.ts";
import type { Taker } from "./strategy.ts";

/** What a group needs of a connected client. */
export interface Connection {
  readonly from: string;
  readonly connectionName: string;
  readonly username: string;
  readonly slots: number;
  /** Called again for each event, because access can be revoked while a subscription is open. */
  readonly mayRead: () => boolean;
  readonly send: (message: Message) => void;
  readonly drop: (failure: Failure) => void;
}

/** The number of response times that are kept for measurements. */
const measured = 1_000;

export interface Consumer extends Taker, Connection {
  readonly heldCount: () => number;
  readonly give: (message: Message) => void;
  /**
   * One of its messages is no longer in flight: it was answered after this time, or it is not waited for any longer.
   */
  readonly release: (answeredAfterMs?: number) => void;
  readonly rate: ReturnType<typeof rate>;
  readonly answeredAfterMs: readonly number[];
}

export const consumer = (connection: Connection): Consumer => {
  const answeredAfterMs: number[] = [];
  const given = rate();
  let held = 0;
  return {
    ...connection,
    heldCount: () => held,
    hasRoom: () => held < connection.slots,
    give: (message) => {
      held += 1;
      given.count();
      connection.send(message);
    },
    release: (ms) => {
      held -= 1;
      if (ms === undefined) return;
      answeredAfterMs.push(Math.round(ms));
      if (answeredAfterMs.length > measured) answeredAfterMs.shift();
    },
    rate: given,
    answeredAfterMs,
  };
};
