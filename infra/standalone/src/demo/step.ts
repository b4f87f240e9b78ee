/** One HTTP command of the demo. A string that starts with "@" stands for the id that the step named so was answered with. */
export type Step = {
  readonly id: string;
  readonly account: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly as?: `@${string}`;
};

/** What was recorded at one instant: waves in order, the steps of one wave independent of each other. */
export type Chapter = {
  readonly recordedAt: Date;
  readonly labelZh: string;
  readonly waves: readonly (readonly Step[])[];
};

/** 09:00 in China on a day, when the demo's commands are recorded. */
export const morning = (day: string): Date => new Date(`${day}T09:00:00+08:00`);
