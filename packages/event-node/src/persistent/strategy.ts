import type { StrategyName } from "./definition.ts";
import type { Message } from "./message.ts";
import { bucketOfCorrelation, bucketOfStream, buckets } from "./pin.ts";

/** A consumer that can receive an event. */
export interface Taker {
  readonly hasRoom: () => boolean;
}

/** Chooses the consumer of the next event. `full` ends the round; `waits` lets later events pass this one. */
export interface Strategy<T extends Taker> {
  readonly choose: (message: Message) => T | "full" | "waits";
  readonly joined: (taker: T) => void;
  readonly left: (taker: T) => void;
}

/** Tries the consumers in rotation, starting after the last choice (`moves`) or at it. */
const inTurn = <T extends Taker>(moves: boolean): Strategy<T> => {
  const takers: T[] = [];
  return {
    choose: () => {
      for (let tries = takers.length; tries > 0; tries -= 1) {
        const [first] = takers;
        if (first?.hasRoom()) {
          if (moves) takers.push(...takers.splice(0, 1));
          return first;
        }
        takers.push(...takers.splice(0, 1));
      }
      return "full";
    },
    joined: (taker) => {
      takers.push(taker);
    },
    left: (taker) => {
      takers.splice(takers.indexOf(taker), 1);
    },
  };
};

/** Every bucket belongs to one consumer; as few buckets as possible are reassigned when consumers join or leave. */
const pinned = <T extends Taker>(bucketFor: (message: Message) => number): Strategy<T> => {
  const takers: T[] = [];
  const owners: (T | undefined)[] = Array.from({ length: buckets }, () => undefined);

  const share = () => {
    const fair = Math.ceil(buckets / takers.length);
    const counts = new Map(takers.map((taker) => [taker, 0]));
    const orphans: number[] = [];
    for (const [bucket, owner] of owners.entries()) {
      const count = owner && counts.get(owner);
      if (owner === undefined || count === undefined || count >= fair) orphans.push(bucket);
      else counts.set(owner, count + 1);
    }
    for (const [taker, count] of counts) for (const bucket of orphans.splice(0, fair - count)) owners[bucket] = taker;
  };

  return {
    choose: (message) => {
      if (!takers.some((taker) => taker.hasRoom())) return "full";
      const owner = owners[bucketFor(message)];
      return owner?.hasRoom() ? owner : "waits";
    },
    joined: (taker) => {
      takers.push(taker);
      share();
    },
    left: (taker) => {
      takers.splice(takers.indexOf(taker), 1);
      share();
    },
  };
};

export const strategyNamed = <T extends Taker>(name: StrategyName): Strategy<T> => {
  if (name === "RoundRobin") return inTurn(true);
  if (name === "DispatchToSingle") return inTurn(false);
  return pinned(name === "Pinned" ? bucketOfStream : bucketOfCorrelation);
};
