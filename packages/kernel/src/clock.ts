/** The port for wall-clock time. Only `main.ts` and infra use a real clock. */
export type Clock = () => Date;
