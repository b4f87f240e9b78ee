import type { Believed } from "../insert.ts";
import type { Held } from "./table.ts";

/** Stored rows that are no longer believed, and new rows, including those that have already ended again. */
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

/** Rows that are the same object, such as those of the region tree, are serialised once. */
const keyOf = (held: Held): string => {
  const known = keys.get(held);
  if (known !== undefined) return known;
  const key = JSON.stringify([held.row, held.from, held.to]);
  keys.set(held, key);
  return key;
};

const keyed = <H extends Held>(rows: readonly H[]): Map<string, H> => new Map(rows.map((held) => [keyOf(held), held]));

/** The believed rows of a subject from position to position, beginning with the stored ones. */
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
        // A row that began and ended at the same position was never believed.
        if (held.since < position) passed.push({ ...held, until: position });
        fresh.delete(key);
      }
      for (const [key, held] of now)
        if (!known.has(key) && !fresh.has(key)) fresh.set(key, { ...held, since: position });
    },
    changes: () => ({ ended, begun: [...passed, ...fresh.values()] }),
  };
};
