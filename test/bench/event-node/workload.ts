/** The append workloads that are compared; each appends to a few streams, expecting any revision. */
export const workloads = {
  "one at a time": { appends: 1_500, inFlight: 1, events: 1 },
  "32 in flight": { appends: 6_000, inFlight: 32, events: 1 },
  "1,000 an append": { appends: 30, inFlight: 2, events: 1_000 },
} as const;

export type Workload = keyof typeof workloads;

/** Runs `count` appends with at most `most` in flight. */
export const inFlight = async (count: number, most: number, append: (n: number) => Promise<unknown>): Promise<void> => {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const n = next;
      next += 1;
      await append(n);
    }
  };
  await Promise.all(Array.from({ length: most }, worker));
};

export const streamOf = (n: number): string => `membership-${n % 32}`;
