import { sql } from "kysely";
import type { Snapshot } from "../snapshot.ts";
import { conditionsOf, type Inquiry, met, optionsOf, sameKey, weightOf } from "./conditions.ts";
import { type Plan, planFor, row } from "./plan.ts";
import { only, type Relation, shared, where } from "./relation.ts";

/** Subjects that are not counted, by the first reason that applies. */
export type Exclusion = { readonly reason: string; readonly subjects: number };

/** The number of subjects of these units that do not count, by reason. */
export const countExcluded = async (
  snapshot: Pick<Snapshot, "sql">,
  inquiry: Inquiry,
  units: readonly string[],
): Promise<readonly Exclusion[]> => {
  const { rows, unit } = inquiry.rate.subject;
  const plan = planFor(inquiry);
  const all = shared({
    columns: rows.columns,
    rows: (planned) => sql`(
      select ${sql.join(rows.columns.map(row("s")))}
      from unnest(${units}::text[]) as t (unit)
      join ${rows.rows(planned)} s on ${row("s")(unit)} = t.unit
    )`,
  });
  const reasons = [
    ...conditionsOf(inquiry).map((one) => sql`when not ${met(inquiry, one, plan)} then ${one.reason}`),
    ...emptyReasons(inquiry, all, plan),
  ];
  if (reasons.length === 0) return [];
  const judged = sql`
    select reason, count(*)::float8 as subjects
    from (select case ${sql.join(reasons, sql` `)} end as reason from ${all.rows(plan)} s) judged
    where reason is not null
    group by reason
    order by reason`;
  const { rows: found } = await sql<Exclusion>`${plan.statement(judged)}`.execute(snapshot.sql);
  return found;
};

/** A subject that has nothing to add up by the basis is left out as well. */
const emptyReasons = (inquiry: Inquiry, all: Relation, plan: Plan) => {
  const weight = weightOf(inquiry);
  const { basis, filters, rate } = inquiry;
  const { key, parts, rows } = rate.subject;
  const unless = (some: Relation, reason: string) => [
    sql`when not exists (select from ${some.rows(plan)} r where ${sameKey(key, "r", "s")}) then ${reason}`,
  ];
  if (weight.of === "PARTS" && parts) return unless(parts, weight.none.reason);
  if (weight.of !== "AMOUNT") return [];
  const subjects = only(all, rows.columns);
  const amount = weight.amount({ subjects, basis, filters, options: optionsOf(inquiry) });
  const known = where(amount, (column) => sql`${column("amount")} is not null`);
  return unless(only(known, key), weight.unknown.reason);
};
