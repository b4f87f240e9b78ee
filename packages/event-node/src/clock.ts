/** The current time. */
export type Clock = () => Date;

// The only module that reads the machine's clocks.
export const realClock: Clock = () => new Date();

/** A monotonic clock in milliseconds, for measuring durations. */
export const elapsedMs = (): number => performance.now();

/** The CPU time of this thread in milliseconds, which other processes on the machine do not affect. */
export const workedMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};
