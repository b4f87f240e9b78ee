import type { StreamEvent } from "@lianxiao/kernel";

/**
 * Handles the events of each stream in order, and up to `streamsAtOnce` streams concurrently. After a failure, the rest
 * of that stream is not handled and no further stream is started; rejects with the first failure once the streams in
 * progress have ended.
 */
export const eachByStream = async (
  events: readonly StreamEvent[],
  streamsAtOnce: number,
  meet: (event: StreamEvent) => Promise<void>,
): Promise<void> => {
  const waiting = [...Map.groupBy(events, ({ stream }) => stream).values()].values();
  const failures: unknown[] = [];
  // All workers share one iterator, so that each stream is handled by one worker.
  const worker = async (): Promise<void> => {
    for (const stream of waiting) {
      if (failures.length > 0) return;
      try {
        for (const event of stream) await meet(event);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: streamsAtOnce }, worker));
  if (failures.length > 0) throw failures[0];
};
