import type { StreamEvent } from "@lianxiao/kernel";

/**
 * Meets the events of one stream in order, and those of so many streams at once. Rejects with the first failure when
 * nothing is under way any more; the rest of a stream that failed is not met, other streams' events may have been.
 */
export const eachByStream = async (
  events: readonly StreamEvent[],
  streamsAtOnce: number,
  meet: (event: StreamEvent) => Promise<void>,
): Promise<void> => {
  const waiting = [...Map.groupBy(events, ({ stream }) => stream).values()].values();
  const failures: unknown[] = [];
  // All take from the same iterator, so that each stream is one worker's.
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
