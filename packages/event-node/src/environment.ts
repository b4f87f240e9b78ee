/** What the process was started with. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting by the real server's name for it, of before its renaming or after. */
export const settingsIn = (environment: Environment) => {
  const text = (name: string): string | undefined =>
    environment[`EVENTSTORE_${name}`] || environment[`KURRENTDB_${name}`] || undefined;
  return { text, isTrue: (name: string): boolean => /^(true|1|yes)$/i.test(text(name) ?? "") };
};

export type Settings = ReturnType<typeof settingsIn>;
