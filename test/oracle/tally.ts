import type { Entered } from "../events.ts";

/** Counts how often each thing was seen. */
export const counter = () => {
  const counts = new Map<string, number>();
  return {
    add: (name: string, times = 1): void => void counts.set(name, (counts.get(name) ?? 0) + times),
    of: (name: string): number => counts.get(name) ?? 0,
    counts: (): Readonly<Record<string, number>> =>
      Object.fromEntries([...counts].toSorted(([one], [other]) => (one < other ? -1 : 1))),
  };
};

/** What the oracle has covered: without it, "no differences" could mean that nothing was checked. */
export const tally = () => ({
  events: counter(),
  corrected: counter(),
  withdrawn: counter(),
  checks: counter(),
  /** Why answers have no rate, and why schools were excluded. */
  reasons: counter(),
  /** Why commands were refused. */
  refusals: counter(),
});
export type Tally = ReturnType<typeof tally>;

export const countRecords = ({ events, corrected, withdrawn }: Tally, records: readonly Entered[]): void => {
  const types = new Map(records.map(({ id, event }) => [id, event.type]));
  for (const { event } of records) {
    events.add(event.type);
    if (event.type !== "Corrected") continue;
    (event.data.becomes === null ? withdrawn : corrected).add(types.get(event.data.event) ?? "unknown");
  }
};
