/** Counts, and tells how fast. */
export const rate = () => {
  const begun = performance.now();
  let total = 0;
  let measured = 0;
  return {
    count: () => {
      total += 1;
    },
    total: () => total,
    perSecond: () => Math.round((total * 1000) / Math.max(1_000, performance.now() - begun)),
    sinceLastMeasurement: () => {
      const since = total - measured;
      measured = total;
      return since;
    },
  };
};
