import { elapsedMs } from "../clock.ts";
/** Counts messages and computes their rate. */
export const rate = () => {
  const begun = elapsedMs();
  let total = 0;
  let measured = 0;
  return {
    count: () => {
      total += 1;
    },
    total: () => total,
    perSecond: () => Math.round((total * 1000) / Math.max(1_000, elapsedMs() - begun)),
    sinceLastMeasurement: () => {
      const since = total - measured;
      measured = total;
      return since;
    },
  };
};
