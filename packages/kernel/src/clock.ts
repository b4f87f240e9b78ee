/** The port for wall-clock time. Nothing but `main.ts` and infra holds a real one. */
export type Clock = () => Date;
