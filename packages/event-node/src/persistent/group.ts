import { type Clock, elapsedMs } from "../clock.ts";
import { accessDenied, type Failure, failureOf } from "../failure.ts";
import type { Log } from "../log/log.ts";
import { checkpointer, type Progress } from "./checkpoint.ts";
import { type Connection, type Consumer, consumer } from "./consumer.ts";
import type { GroupDefinition } from "./definition.ts";
import { groupDropped, groupFailed, groupFull } from "./failures.ts";
import { heldMessages } from "./held.ts";
import { intake } from "./intake.ts";
import { lowestOf, type Message } from "./message.ts";
import { parkedMessages } from "./parked.ts";
import { rate } from "./rate.ts";
import { strategyNamed } from "./strategy.ts";
import { type Offered, waiting } from "./waiting.ts";

export type Nack = "park" | "retry" | "skip" | "stop";

/**
 * A running persistent subscription: reads from its source, dispatches messages to consumers and retries those that are
 * not acknowledged.
 */
export const startGroup = (log: Log, definition: GroupDefinition, clock: Clock) => {
  const { messageTimeoutMs, maxRetryCount, maxSubscribers, historyBufferSize } = definition.settings;
  const consumers = new Set<Consumer>();
  const strategy = strategyNamed<Consumer>(definition.settings.strategy);
  const queue = waiting(historyBufferSize);
  const parked = parkedMessages(log, definition, clock);
  const incoming = intake(log, definition, queue, parked);
  const given = rate();
  /** Messages that are being written to the parked stream; not settled before they are stored there. */
  const parking = new Map<Message, Promise<void>>();
  let scheduled = false;
  let stopped: Promise<void> | undefined;

  const progress = (): Progress => {
    const lowest = lowestOf(held.all(), queue.all(), parking.keys());
    return lowest ? { place: lowest.before, seen: lowest.seen - 1 } : incoming.progress();
  };
  const checkpoints = checkpointer(log, definition, { progress, seen: () => incoming.progress().seen });

  const settle = ({ parkedAt }: Message) => {
    if (parkedAt !== undefined) parked.settle(parkedAt);
    if (!stopped) checkpoints.note();
    wake();
  };
  const again = (message: Message) => {
    queue.addAgain(message);
    wake();
  };
  const park = (message: Message, reason: string) => {
    const finish = (isStored: boolean) => {
      parking.delete(message);
      if (isStored) settle(message);
      else again(message);
    };
    parking.set(message, parked.park(message, reason).then(finish));
  };
  const tryAgain = (message: Message) => {
    if (message.retryCount >= maxRetryCount) park(message, `Reached retry count of ${maxRetryCount}`);
    else again({ ...message, retryCount: message.retryCount + 1 });
  };
  const held = heldMessages(messageTimeoutMs, (late) => {
    for (const { message, by } of late) {
      by.release();
      tryAgain(message);
    }
  });

  const offer = (message: Message): Offered => {
    // Two in-flight events with one id could not be told apart by an ack or nack, so the second waits.
    if (held.has(message.id)) return "waits";
    const chosen = strategy.choose(message);
    if (typeof chosen === "string") return chosen;
    held.add(message, chosen);
    given.count();
    chosen.give(message);
    return "sent";
  };
  /** Ends all consumers with the error of a failed read; a new consumer gets the same error. */
  const dropAll = (failure: Failure) => {
    for (const each of consumers) each.drop(failure);
  };
  /** Revoking access writes to the log, which wakes the group. */
  const dropWhoMayNotRead = () => {
    for (const each of consumers) if (!each.mayRead()) each.drop(accessDenied());
  };
  const work = () => {
    scheduled = false;
    if (stopped) return;
    dropWhoMayNotRead();
    if (consumers.size === 0) return;
    try {
      incoming.take();
      queue.offer(offer);
    } catch (error) {
      return dropAll(failureOf(error));
    }
    checkpoints.note();
    if (incoming.canTakeMore()) wake();
  };
  const wake = () => {
    if (scheduled || stopped || consumers.size === 0) return;
    scheduled = true;
    setImmediate(work);
  };
  const stopFollowing = log.follow(wake);

  const answered = (ids: readonly string[]): Message[] =>
    ids.flatMap((id) => {
      const found = held.take(id);
      found?.by.release(elapsedMs() - found.sinceMs);
      return found ? [found.message] : [];
    });

  const stop = async () => {
    stopFollowing();
    dropAll(groupDropped(definition));
    await Promise.all(parking.values());
    await checkpoints.stop();
    await parked.stop();
    held.clear();
    queue.clear();
    consumers.clear();
  };

  return {
    definition,
    connect: (connection: Connection): Consumer => {
      if (stopped) throw groupDropped(definition);
      if (maxSubscribers > 0 && consumers.size >= maxSubscribers) throw groupFull(definition);
      const joined = consumer(connection);
      consumers.add(joined);
      strategy.joined(joined);
      wake();
      return joined;
    },
    /**
     * Unanswered messages of a disconnected consumer go to the others at once; they are not parked, whatever their
     * retry count.
     */
    leave: (leaver: Consumer) => {
      if (!consumers.delete(leaver)) return;
      strategy.left(leaver);
      for (const { message } of held.takeFrom(leaver)) again({ ...message, retryCount: message.retryCount + 1 });
    },
    acknowledge: (ids: readonly string[]) => {
      for (const message of answered(ids)) settle(message);
    },
    refuse: (ids: readonly string[], action: Nack, reason: string) => {
      if (action === "stop") return;
      for (const message of answered(ids)) {
        if (action === "park") park(message, reason);
        else if (action === "skip") settle(message);
        else tryAgain(message);
      }
    },
    replayParked: (before: bigint | undefined) => {
      if (parked.isReplaying()) throw groupFailed(definition, "Parked messages are being replayed already.");
      parked.replay(before);
      wake();
    },
    truncateParked: async (before: bigint | undefined) => {
      if (!(await parked.truncate(before)))
        throw groupFailed(definition, "The parked messages could not be truncated.");
    },
    /** Drops all consumers and writes the checkpoint. */
    stop: (): Promise<void> => {
      stopped ??= stop();
      return stopped;
    },
    state: () => ({ consumers: [...consumers], given, incoming, queue, held, parked, checkpoint: checkpoints.place() }),
  };
};

export type Group = ReturnType<typeof startGroup>;
