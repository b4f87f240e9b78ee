const signals = { SIGINT: 2, SIGTERM: 15 } as const;

const patienceMs = 30_000;

/**
 * Calls `stop` at the first SIGINT or SIGTERM. A second signal, or a stop that takes more than 30 s, ends the process
 * at once, by process.exit(): the default action of a signal does not end PID 1 of a container.
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
