import type { Failure } from "../failure.ts";
import type { Message } from "./message.ts";
import { rate } from "./rate.ts";
import type { Taker } from "./strategy.ts";

/** The side of a connected client that a group sees. */
export interface Connection {
  readonly from: string;
  readonly connectionName: string;
  readonly username: string;
  readonly slots: number;
  /** Rights can be lost while a subscription is open. */
  readonly mayRead: () => boolean;
  readonly send: (message: Message) => void;
  readonly drop: (failure: Failure) => void;
}

/** So many of the last answers are measured. */
const measured = 1_000;

export interface Consumer extends Taker, Connection {
  readonly heldCount: () => number;
  readonly give: (message: Message) => void;
  /** One of its messages is no longer out: it was answered for after so long, or nobody waits for that any more. */
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
