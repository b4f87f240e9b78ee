import type { Believed } from "../insert.ts";
import type { Held } from "./table.ts";

/** Stored rows that are no longer believed, and rows that are not stored yet, also those that have ended again. */
export type Changes = {
  readonly ended: readonly (Held & { readonly until: bigint })[];
  readonly begun: readonly Believed[];
};

export type Beliefs = {
  /** These are the subject's rows from that position on. Positions must not go back. */
  become(rows: readonly Held[], position: bigint): void;
  changes(): Changes;
};

const keys = new WeakMap<Held, string>();

/** A row that comes as the same object time and again, as those of the region tree do, is written out once. */
const keyOf = (held: Held): string => {
  const known = keys.get(held) ?? JSON.stringify([held.row, held.from, held.to]);
  keys.set(held, known);
  return known;
};

const keyed = <H extends Held>(rows: readonly H[]): Map<string, H> => new Map(rows.map((held) => [keyOf(held), held]));

/** What is believed of a subject from one position to the next, beginning with the rows that are stored. */
export const beliefs = (stored: readonly Held[]): Beliefs => {
  let known = keyed(stored);
  let fresh = new Map<string, Believed>();
  const ended: (Held & { until: bigint })[] = [];
  const passed: Believed[] = [];
  return {
    become: (rows, position) => {
      const now = keyed(rows);
      const gone = (key: string): boolean => !now.has(key);
      for (const [key, held] of known) if (gone(key)) ended.push({ ...held, until: position });
      // What began and ended at one position was never believed.
      for (const [key, held] of fresh)
        if (gone(key) && held.since < position) passed.push({ ...held, until: position });
      const kept = new Map([...known].filter(([key]) => !gone(key)));
      const begun = [...now].filter(([key]) => !kept.has(key));
      fresh = new Map(begun.map(([key, held]) => [key, fresh.get(key) ?? { ...held, since: position }]));
      known = kept;
    },
    changes: () => ({ ended, begun: [...passed, ...fresh.values()] }),
  };
};
