/** What time it is. */
export type Clock = () => Date;

// The only place that reads the machine's clocks.
export const realClock: Clock = () => new Date();

/** Milliseconds since some moment, for lengths of time: it never steps back. */
export const elapsedMs = (): number => performance.now();
