import { comesBefore, type Message } from "./message.ts";

/** The result of offering a message: it was sent, it has to wait, or no consumer has room. */
export type Offered = "sent" | "waits" | "full";

/** The queue of a group: retried and replayed messages first, in order, then the new ones. */
export const waiting = (capacity: number) => {
  let again: Message[] = [];
  let fresh: Message[] = [];

  const offerEach = (messages: Message[], offer: (message: Message) => Offered): [kept: Message[], full: boolean] => {
    const kept: Message[] = [];
    for (const [index, message] of messages.entries()) {
      const outcome = offer(message);
      if (outcome === "full") return [index === 0 ? messages : kept.concat(messages.slice(index)), true];
      if (outcome === "waits") kept.push(message);
    }
    return [kept, false];
  };

  return {
    add: (message: Message) => {
      fresh.push(message);
    },
    addAgain: (message: Message) => {
      const at = again.findIndex((other) => comesBefore(message, other));
      again.splice(at < 0 ? again.length : at, 0, message);
    },
    hasRoom: () => fresh.length < capacity,
    hasRoomAgain: () => again.length < capacity,
    offer: (offer: (message: Message) => Offered) => {
      let full: boolean;
      [again, full] = offerEach(again, offer);
      if (!full) [fresh] = offerEach(fresh, offer);
    },
    all: () => [again, fresh].flat(),
    freshCount: () => fresh.length,
    /** The number of new messages that were read after `seen` events. */
    freshSince: (seen: number) => fresh.filter((message) => message.seen > seen).length,
    againCount: () => again.length,
    clear: () => {
      again = [];
      fresh = [];
    },
  };
};

export type Waiting = ReturnType<typeof waiting>;
