/** What time it is. */
export type Clock = () => Date;

/** The only place that reads the machine's clock. */
export const realClock: Clock = () => new Date();
