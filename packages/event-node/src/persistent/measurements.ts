const quantiles = [
  ["Fastest", 0],
  ["Quintile 1", 0.2],
  ["Quintile 2", 0.4],
  ["Quintile 3", 0.6],
  ["Quintile 4", 0.8],
  ["Quintile 5", 1],
  ["90%", 0.9],
  ["95%", 0.95],
  ["99%", 0.99],
  ["99.5%", 0.995],
  ["99.9%", 0.999],
  ["Highest", 1],
] as const;

/** The distribution of a consumer's latest response times, under the names that clients expect. */
export const measurements = (answeredAfterMs: readonly number[]): { key: string; value: bigint }[] => {
  const sorted = answeredAfterMs.toSorted((a, b) => a - b);
  const at = (share: number) => BigInt(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  const sum = sorted.reduce((total, ms) => total + ms, 0);
  return [
    { key: "Mean", value: BigInt(Math.round(sum / Math.max(1, sorted.length))) },
    { key: "Median", value: at(0.5) },
    ...quantiles.map(([key, share]) => ({ key, value: at(share) })),
  ];
};
