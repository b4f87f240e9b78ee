import { type RawBuilder, sql } from "kysely";
import type { Snapshot } from "../snapshot.ts";
import { conditionsOf, type Inquiry, met, optionsOf, sameKey, weightOf } from "./conditions.ts";
import { type Plan, planFor, row } from "./plan.ts";
import type { Weight } from "./rate.ts";
import { join, merged, only, type Relation, shared, where } from "./relation.ts";

/**
 * The totals of one place. `subjects` meet all conditions; `weighed` is how many of them have anything to add up: without
 * a known amount, the total says nothing of a subject.
 */
export type Counted = {
  readonly subjects: number;
  readonly weighed: number;
  readonly total: number;
  readonly covered: number;
};

type Counting = {
  readonly inquiry: Inquiry;
  readonly plan: Plan;
  /** The subjects that count, with their place. */
  readonly placed: Relation;
  readonly subjects: Relation;
  readonly covered: Relation;
};

/** The place of each unit, as two parallel lists. No unit may be in two places. */
export type Territory = { readonly places: readonly number[]; readonly units: readonly string[] };

/** Counts the subjects of each place, in one query. */
export const count = async (
  snapshot: Pick<Snapshot, "sql">,
  inquiry: Inquiry,
  { places, units }: Territory,
): Promise<ReadonlyMap<number, Counted>> => {
  const { rate, basis, filters } = inquiry;
  const { rows, unit } = rate.subject;
  const plan = planFor(inquiry);
  const conditions = conditionsOf(inquiry);
  const placed = shared({
    columns: ["place", ...rows.columns],
    rows: (planned) => sql`(
      select t.place, ${sql.join(rows.columns.map(row("s")))}
      from unnest(${places}::int[], ${units}::text[]) as t (place, unit)
      join ${rows.rows(planned)} s on ${row("s")(unit)} = t.unit
      ${
        conditions.length === 0
          ? sql``
          : sql`where ${sql.join(
              conditions.map((one) => met(inquiry, one, planned)),
              sql` and `,
            )}`
      }
    )`,
  });
  const subjects = only(placed, rows.columns);
  const covered = shared(rate.covered({ subjects, basis, filters, options: optionsOf(inquiry) }));
  const counted = countedBy(weightOf(inquiry), { inquiry, plan, placed, subjects, covered });
  const answer = sql<Counted & { place: number }>`${plan.statement(counted)}`;
  const { rows: found } = await answer.execute(snapshot.sql);
  return new Map(found.map(({ place, ...totals }) => [place, totals]));
};

/** The subjects `s` with whether each is covered (`w`) or some of its parts are (`p`). */
const coveredSubjects = ({ inquiry, plan, placed, covered }: Counting): RawBuilder<unknown> => {
  const { key, parts } = inquiry.rate.subject;
  const keys = sql.join(key.map(row("n")));
  const whole = merged(
    only(
      where(covered, (column) => sql`${column("part")} is null`),
      key,
    ),
  );
  const from = sql`${placed.rows(plan)} s left join ${whole.rows(plan)} w on ${sameKey(key, "w", "s")}`;
  if (parts === undefined) return sql`${from} left join (select null::int8 as parts, 0::int8 as covered) p on false`;
  const named = shared(merged(where(covered, (column) => sql`${column("part")} is not null`)));
  return sql`
    ${from}
    left join (
      select ${keys}, count(*) as parts, count(*) filter (where n.covered) as covered
      from (
        select ${sql.join(key.map(row("a")))}, a.part, exists (
          select from ${named.rows(plan)} c where ${sameKey([...key, "part"], "c", "a")}
        ) as covered
        from ${join(merged(only(named, key)), parts).rows(plan)} a
      ) n
      group by ${keys}
    ) p on ${sameKey(key, "p", "s")}`;
};

/** Covered as a whole, or by all its parts one by one. */
const isCovered = (key: readonly string[]) =>
  sql`(${row("w")(key[0] ?? "")} is not null or coalesce(p.covered = p.parts, false))`;

const countedBy = (weight: Weight, counting: Counting): RawBuilder<unknown> => {
  const { inquiry, plan, subjects } = counting;
  const { key, parts } = inquiry.rate.subject;
  const covered = isCovered(key);
  const from = coveredSubjects(counting);
  if (weight.of === "SUBJECTS")
    return sql`
      select
        s.place,
        count(*)::float8 as subjects,
        count(*)::float8 as weighed,
        count(*)::float8 as total,
        count(*) filter (where ${covered})::float8 as covered
      from ${from}
      group by s.place`;
  const keys = sql.join(key.map(row("a")));
  if (weight.of === "PARTS") {
    const all = parts ?? only(subjects, key);
    return sql`
      select
        s.place,
        count(*)::float8 as subjects,
        count(*)::float8 as weighed,
        coalesce(sum(m.parts), 0)::float8 as total,
        coalesce(sum(case when ${row("w")(key[0] ?? "")} is not null then m.parts else p.covered end), 0)::float8 as covered
      from ${from}
      left join (
        select ${keys}, count(*) as parts from ${join(only(subjects, key), all).rows(plan)} a group by ${keys}
      ) m on ${sameKey(key, "m", "s")}
      group by s.place`;
  }
  const { basis, filters } = inquiry;
  const amount = weight.amount({ subjects, basis, filters, options: optionsOf(inquiry) });
  return sql`
    select
      s.place,
      count(*)::float8 as subjects,
      count(m.amount)::float8 as weighed,
      coalesce(sum(m.amount), 0)::float8 as total,
      coalesce(sum(m.amount) filter (where ${covered}), 0)::float8 as covered
    from ${from}
    left join (
      select ${keys}, sum(a.amount) as amount from ${amount.rows(plan)} a group by ${keys}
    ) m on ${sameKey(key, "m", "s")}
    group by s.place`;
};
