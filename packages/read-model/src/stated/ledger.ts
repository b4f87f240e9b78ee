import { minus, overlap, type Period } from "../period.ts";
import type { Row } from "../readable.ts";
import type { Statements } from "./table.ts";

/** A row, when it held, and since (and until) which position we believed it; `stored` is where the database has it. */
export type Belief = Period & {
  readonly row: Row;
  readonly since: bigint;
  readonly until?: bigint;
  readonly stored?: string;
};

export type Ledger = {
  /** What is said at one position of the log. Positions must not go back. */
  at(position: bigint): Statements<Row, string, string>;
  /** Stored beliefs that ended, and beliefs that are not stored yet, including those that have ended already. */
  changes(): { readonly ended: readonly Belief[]; readonly begun: readonly Belief[] };
};

type Become = (row: Row) => Row | undefined;

const matches = (row: Row, which: Row): boolean =>
  Object.entries(which).every(([column, value]) => row[column] === value);

const byFrom = (one: Period, other: Period): number => ((one.from ?? "") < (other.from ?? "") ? -1 : 1);

/** Folds statements into beliefs in memory, in log order: the same statements give the same rows in whatever batches. */
export const ledger = (subject: string, open: readonly Belief[]): Ledger => {
  const bySubject = Map.groupBy(open, ({ row }) => row[subject]);
  const ended: Belief[] = [];

  const replace = (position: bigint, which: Row, period: Period, become: Become): readonly Belief[] => {
    const believed = bySubject.get(which[subject]) ?? [];
    const now = believed.flatMap((belief): readonly Belief[] => {
      const within = matches(belief.row, which) ? overlap(belief, period) : undefined;
      const row = within && become(belief.row);
      if (within === undefined || row === belief.row) return [belief];
      ended.push({ ...belief, until: position });
      const rest = minus(belief, period).map((piece) => ({ ...piece, row: belief.row, since: position }));
      return row === undefined ? rest : [...rest, { ...within, row, since: position }];
    });
    bySubject.set(which[subject], [...now]);
    return now;
  };

  return {
    at: (position) => ({
      assert: (key, period, rest) => {
        const others = replace(position, key, period, () => undefined);
        bySubject.set(key[subject], [...others, { ...period, row: { ...key, ...rest }, since: position }]);
      },
      retract: (which, period) => void replace(position, which, period, () => undefined),
      amend: (which, period, change) =>
        void replace(position, which, period, (row) => (matches(row, change) ? row : { ...row, ...change })),
      believed: (which) =>
        (bySubject.get(which[subject]) ?? [])
          .filter(({ row }) => matches(row, which))
          .map(({ row, from, to }) => ({ ...row, from, to }))
          .sort(byFrom),
    }),
    changes: () => {
      // What was begun and ended by one and the same event was never believed.
      const passing = ended.filter((belief) => belief.stored === undefined && belief.since !== belief.until);
      const fresh = [...bySubject.values()].flat().filter((belief) => belief.stored === undefined);
      return { ended: ended.filter((belief) => belief.stored !== undefined), begun: [...passing, ...fresh] };
    },
  };
};
