import type { Day } from "@lianxiao/events";
import { type RawBuilder, sql } from "kysely";
import { type CalendarPeriod, periodOf } from "./period.ts";
import { type Columns, type Plan, row } from "./plan.ts";
import type { Column } from "./rate.ts";

/**
 * Rows of some columns, each with the period in which it holds. Planned for one day it is the rows of that day, without
 * periods; planned for all days each row has its period as `valid`. Both are made from one expression, so that an answer
 * for a day and the periods behind it cannot disagree.
 */
export type Relation<C extends string = string> = {
  readonly columns: readonly C[];
  /** An item of a FROM list. */
  readonly rows: (plan: Plan) => RawBuilder<unknown>;
};

/** Selects columns and, if rows have periods, `valid`. */
const select = <C extends string>(
  columns: readonly C[],
  how: (plan: Plan) => {
    readonly values?: Columns;
    readonly valid: RawBuilder<unknown>;
    readonly from: RawBuilder<unknown>;
  },
): Relation<C> => ({
  columns,
  rows: (plan) => {
    const { values, valid, from } = how(plan);
    const named = columns.map((name) =>
      values?.[name] ? sql`${values[name]} as ${sql.id(name)}` : sql.ref(`a.${name}`),
    );
    const all = plan.asOf === undefined ? [...named, sql`${valid} as valid`] : named;
    return sql`(select ${all.length === 0 ? sql`` : sql.join(all)} ${from})`;
  },
});

const own = sql.ref("a.valid");

export type Facts = {
  /** The calendar periods for which the table's facts hold, each for one: then an index finds those of a day. */
  readonly each?: CalendarPeriod;
  /** The period for which a fact counts, if not its own: a month in which something was held, for example. */
  readonly during?: (valid: RawBuilder<unknown>) => RawBuilder<unknown>;
};

/** The facts that a table holds. */
export const facts = <const C extends string>(
  table: string,
  columns: readonly C[],
  { during, each }: Facts = {},
): Relation<C> => {
  const valid = during?.(own) ?? own;
  const holdsOn = (day: Day) =>
    each ? sql`${own} = ${periodOf(each, sql`${day}::date`)}` : sql`${valid} @> ${day}::date`;
  return select(columns, ({ asOf, knownAt }) => ({
    valid,
    from: sql`
      from ${sql.table(table)} a
      where a.known @> ${knownAt}::int8 ${asOf === undefined ? sql`` : sql`and ${holdsOn(asOf)}`}`,
  }));
};

/** The rows that meet a condition. */
export const where = <C extends string>(rows: Relation<C>, condition: Column<C>): Relation<C> =>
  select(rows.columns, (plan) => ({ valid: own, from: sql`from ${rows.rows(plan)} a where ${condition(row("a"))}` }));

/** The named columns only, each under its own name or from another column or expression. */
export const pick = <C extends string, const D extends string>(
  rows: Relation<C>,
  columns: Readonly<Record<D, C | Column<C>>>,
): Relation<D> => {
  const names = Object.keys(columns) as D[]; // The record has no other keys.
  const valueFrom = (from: C | Column<C>) => (typeof from === "function" ? from(row("a")) : sql.ref(`a.${from}`));
  const values = Object.fromEntries(names.map((name) => [name, valueFrom(columns[name])]));
  return select(names, (plan) => ({ values, valid: own, from: sql`from ${rows.rows(plan)} a` }));
};

/** The named columns only, each under its own name. */
export const only = <C extends string, const D extends C>(rows: Relation<C>, columns: readonly D[]): Relation<D> =>
  select(columns, (plan) => ({ valid: own, from: sql`from ${rows.rows(plan)} a` }));

/** A row for each element of an array column. */
export const each = <C extends string, const D extends string>(rows: Relation<C>, array: C, name: D): Relation<C | D> =>
  select([...rows.columns, name], (plan) => ({
    values: { [name]: sql`element` },
    valid: own,
    from: sql`from ${rows.rows(plan)} a, unnest(${sql.ref(`a.${array}`)}) as element`,
  }));

/** The pairs of rows that are equal in all columns of the same name, while both hold. */
export const join = <A extends string, B extends string>(left: Relation<A>, right: Relation<B>): Relation<A | B> => {
  const isShared = (name: string): boolean => right.columns.some((other) => other === name);
  const isNew = (name: B): boolean => !left.columns.some((other) => String(other) === name);
  const added = right.columns.filter(isNew);
  const on = left.columns.filter(isShared).map((name) => sql`${sql.ref(`a.${name}`)} = ${sql.ref(`b.${name}`)}`);
  return select([...left.columns, ...added], (plan) => {
    const both = plan.asOf === undefined ? [...on, sql`a.valid && b.valid`] : on;
    return {
      values: Object.fromEntries(added.map((name) => [name, sql.ref(`b.${name}`)])),
      valid: sql`a.valid * b.valid`,
      from: sql`from ${left.rows(plan)} a join ${right.rows(plan)} b on ${sql.join(both, sql` and `)}`,
    };
  });
};

/** The rows of both, which have the same columns. */
export const union = <C extends string>(left: Relation<C>, right: Relation<C>): Relation<C> =>
  select(left.columns, (plan) => ({
    valid: own,
    from: sql`
      from (select * from ${only(left, left.columns).rows(plan)} l union all select * from ${only(right, left.columns).rows(plan)} r) a`,
  }));

/** Each row once: on a day, or with periods that neither overlap nor touch. */
export const merged = <C extends string>(rows: Relation<C>): Relation<C> => ({
  columns: rows.columns,
  rows: (plan) => {
    const columns = sql.join(rows.columns.map((name) => sql.ref(name)));
    return plan.asOf === undefined
      ? sql`(select ${columns}, unnest(range_agg(valid)) as valid from ${rows.rows(plan)} a group by ${columns})`
      : sql`(select distinct ${columns} from ${rows.rows(plan)} a)`;
  },
});

/** Planned once, however often it is used. */
export const shared = <C extends string>(rows: Relation<C>): Relation<C> => {
  const self: Relation<C> = { columns: rows.columns, rows: (plan) => plan.share(self, () => rows.rows(plan)) };
  return self;
};

/** The values of `by` for which `of` has at least `count` different values at a time. */
export const atLeast = <C extends string, const B extends C>(
  count: number,
  rows: Relation<C>,
  { by, of }: { readonly by: readonly B[]; readonly of: readonly C[] },
): Relation<B> => {
  const all = shared(rows);
  const list = (names: readonly string[], alias: string) => sql.join(names.map((name) => sql.ref(`${alias}.${name}`)));
  const enough = sql`having count(distinct (${list(of, "a")})) >= ${count}`;
  return {
    columns: by,
    rows: (plan) => {
      const from = all.rows(plan);
      const key = list(by, "a");
      if (plan.asOf !== undefined) return sql`(select ${key} from ${from} a group by ${key} ${enough})`;
      const same = sql.join(
        by.map((name) => sql`${sql.ref(`p.${name}`)} = ${sql.ref(`a.${name}`)}`),
        sql` and `,
      );
      // Nothing changes between two neighbouring bounds, so that one count tells for the whole piece.
      return sql`(
        select ${list(by, "e")}, unnest(range_agg(e.piece)) as valid
        from (
          select ${key}, p.piece
          from (
            select ${list(by, "b")}, daterange(
              nullif(b.day, '-infinity'),
              lead(b.day) over (partition by ${list(by, "b")} order by b.day)
            ) as piece
            from (
              select ${key}, coalesce(lower(a.valid), '-infinity') as day from ${from} a
              union
              select ${key}, upper(a.valid) from ${from} a where not upper_inf(a.valid)
            ) b
          ) p
          join ${from} a on ${same} and a.valid @> p.piece
          group by ${key}, p.piece
          ${enough}
        ) e
        group by ${list(by, "e")}
      )`;
    },
  };
};
