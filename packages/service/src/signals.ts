const signals = { SIGINT: 2, SIGTERM: 15 } as const;

const patienceMs = 30_000;

/**
 * Calls `stop` at the first SIGINT or SIGTERM. Another signal after it, or a stop that does not come to its end, ends
 * the process as it is: by exit, because the kernel's own way would leave out a process that is the first of its
 * container.
 */
export const onStopSignal = (stop: () => void): void => {
  const names = ["SIGINT", "SIGTERM"] as const;
  const first = (): void => {
    for (const name of names) {
      process.off(name, first);
      process.on(name, () => process.exit(128 + signals[name]));
    }
    setTimeout(() => process.exit(1), patienceMs).unref();
    stop();
  };
  for (const name of names) process.on(name, first);
};
