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
  const known = keys.get(held);
  if (known !== undefined) return known;
  const key = JSON.stringify([held.row, held.from, held.to]);
  keys.set(held, key);
  return key;
};

const keyed = <H extends Held>(rows: readonly H[]): Map<string, H> => new Map(rows.map((held) => [keyOf(held), held]));

/** What is believed of a subject from one position to the next, beginning with the rows that are stored. */
export const beliefs = (stored: readonly Held[]): Beliefs => {
  const known = keyed(stored);
  const fresh = new Map<string, Believed>();
  const ended: (Held & { until: bigint })[] = [];
  const passed: Believed[] = [];
  return {
    become: (rows, position) => {
      const now = keyed(rows);
      for (const [key, held] of known) {
        if (now.has(key)) continue;
        ended.push({ ...held, until: position });
        known.delete(key);
      }
      for (const [key, held] of fresh) {
        if (now.has(key)) continue;
        // What began and ended at one position was never believed.
        if (held.since < position) passed.push({ ...held, until: position });
        fresh.delete(key);
      }
      for (const [key, held] of now)
        if (!known.has(key) && !fresh.has(key)) fresh.set(key, { ...held, since: position });
    },
    changes: () => ({ ended, begun: [...passed, ...fresh.values()] }),
  };
};
