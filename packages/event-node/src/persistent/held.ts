import { elapsedMs } from "../clock.ts";
import type { Consumer } from "./consumer.ts";
import type { Message } from "./message.ts";

/** An in-flight message: sent to a consumer and not yet answered. */
export interface Held {
  readonly message: Message;
  readonly by: Consumer;
  readonly sinceMs: number;
}

/** The in-flight messages. They all have the same timeout, so the oldest one expires first. */
export const heldMessages = (timeoutMs: number, late: (messages: readonly Held[]) => void) => {
  const held = new Map<string, Held>();
  let timer: NodeJS.Timeout | undefined;

  const arm = () => {
    const [first] = held.values();
    if (timer || !first || timeoutMs <= 0) return;
    timer = setTimeout(check, Math.max(1, first.sinceMs + timeoutMs - elapsedMs())).unref();
  };
  const check = () => {
    timer = undefined;
    const limit = elapsedMs() - timeoutMs;
    const overdue = held
      .values()
      .filter(({ sinceMs }) => sinceMs <= limit)
      .toArray();
    for (const { message } of overdue) held.delete(message.id);
    arm();
    if (overdue.length > 0) late(overdue);
  };

  return {
    has: (id: string) => held.has(id),
    add: (message: Message, by: Consumer) => {
      held.set(message.id, { message, by, sinceMs: elapsedMs() });
      arm();
    },
    take: (id: string): Held | undefined => {
      const found = held.get(id);
      held.delete(id);
      return found;
    },
    takeFrom: (consumer: Consumer): Held[] => {
      const found = held
        .values()
        .filter(({ by }) => by === consumer)
        .toArray();
      for (const { message } of found) held.delete(message.id);
      return found;
    },
    all: () => held.values().map(({ message }) => message),
    count: () => held.size,
    clear: () => {
      clearTimeout(timer);
      held.clear();
    },
  };
};
