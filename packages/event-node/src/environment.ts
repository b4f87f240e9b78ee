/** The environment variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Looks up a setting by the real server's name, with the prefix KURRENTDB_ or EVENTSTORE_. */
export const settingsIn = (environment: Environment) => {
  const text = (name: string): string | undefined =>
    environment[`EVENTSTORE_${name}`] || environment[`KURRENTDB_${name}`] || undefined;
  return { text, isTrue: (name: string): boolean => /^(true|1|yes)$/i.test(text(name) ?? "") };
};

export type Settings = ReturnType<typeof settingsIn>;
