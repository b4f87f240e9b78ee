import type { Day } from "@lianxiao/events";
import { type RawBuilder, sql } from "kysely";

/** A day, or all days, as known at a position of the log. */
export type Time = { readonly knownAt: bigint; readonly asOf?: Day };

export type Columns = Readonly<Record<string, RawBuilder<unknown>>>;

/** What relations are planned for. `share` gives the name of a common table expression, which is planned only once. */
export type Plan = Time & {
  readonly share: (rows: object, from: () => RawBuilder<unknown>) => RawBuilder<unknown>;
  /** `select` with the shared expressions that it and they refer to. */
  readonly statement: (select: RawBuilder<unknown>) => RawBuilder<unknown>;
};

/** The columns of a row, by its alias. */
export const row =
  (alias: string) =>
  (name: string): RawBuilder<unknown> =>
    sql.ref(`${alias}.${name}`);

export const planFor = (time: Time): Plan => {
  const names = new Map<object, RawBuilder<unknown>>();
  const expressions: RawBuilder<unknown>[] = [];
  return {
    ...time,
    share: (rows, from) => {
      const known = names.get(rows);
      if (known !== undefined) return known;
      const selected = from();
      // Only now, because `from` may share others, which have to come first.
      const name = sql.id(`shared_${expressions.length}`);
      expressions.push(sql`${name} as (select * from ${selected} shared)`);
      names.set(rows, name);
      return name;
    },
    statement: (select) => (expressions.length === 0 ? select : sql`with ${sql.join(expressions)} ${select}`),
  };
};
