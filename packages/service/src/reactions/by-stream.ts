import type { StreamEvent } from "@lianxiao/kernel";

/**
 * Handles the events of each stream in order, and several streams concurrently. Rejects with the first failure once
 * nothing is in progress any more. The rest of a failed stream is not handled; other streams' events may have been.
 */
export const eachByStream = async (
  events: readonly StreamEvent[],
  streamsAtOnce: number,
  meet: (event: StreamEvent) => Promise<void>,
): Promise<void> => {
  const waiting = [...Map.groupBy(events, ({ stream }) => stream).values()].values();
  const failures: unknown[] = [];
  // The workers share one iterator, so that each stream has one worker.
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
