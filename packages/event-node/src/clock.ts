/** What time it is. */
export type Clock = () => Date;

// The only place that reads the machine's clocks.
export const realClock: Clock = () => new Date();

/** Milliseconds since some moment, for lengths of time: it never steps back. */
export const elapsedMs = (): number => performance.now();

/** Milliseconds for which this thread has worked: what others take of the machine is not in it. */
export const workedMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};
