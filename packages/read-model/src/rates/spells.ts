import { sql } from "kysely";
import type { Snapshot } from "../snapshot.ts";
import { conditionsOf, type Inquiry, optionsOf, sameKey } from "./conditions.ts";
import { type Plan, planFor, row } from "./plan.ts";
import type { Condition } from "./rate.ts";
import { join, merged, only, type Relation, shared } from "./relation.ts";

/** Half-open; null is unbounded. */
type Spell = { readonly key: readonly string[]; readonly from: string | null; readonly to: string | null };

/** A period in which a subject, or the named part of it, is covered without a break. */
export type CoveredSpell = Spell & { readonly part: string | null };

/** A period in which a subject is counted, or is left out for one reason. */
export type CountedSpell = Spell & { readonly reason: string | null };

/** For all days, as known at one position. */
export type Spelling = Omit<Inquiry, "asOf">;

type Asking = Pick<Snapshot, "sql">;

/** When these subjects are covered. Spells of one subject and part neither overlap nor touch. */
export const coveredSpells = async (
  snapshot: Asking,
  inquiry: Spelling,
  keys: readonly (readonly string[])[],
): Promise<readonly CoveredSpell[]> => {
  const { rate, basis, filters } = inquiry;
  const plan = planFor({ knownAt: inquiry.knownAt });
  const subjects = subjectsOf(inquiry, keys);
  const covered = rate.covered({ subjects, basis, filters, options: optionsOf(inquiry) });
  const { key } = rate.subject;
  const spells = merged(only(join(only(subjects, key), covered), [...key, "part"]));
  const found = sql<CoveredSpell>`${plan.statement(sql`
    select array[${sql.join(key.map(row("a")))}] as key, a.part, lower(a.valid)::text as from, upper(a.valid)::text as to
    from ${spells.rows(plan)} a
    order by 1, a.part nulls first, a.valid`)}`;
  return (await found.execute(snapshot.sql)).rows;
};

/** When these subjects are counted, and when and why they are not, while they exist. */
export const countedSpells = async (
  snapshot: Asking,
  inquiry: Spelling,
  keys: readonly (readonly string[])[],
): Promise<readonly CountedSpell[]> => {
  const plan = planFor({ knownAt: inquiry.knownAt });
  const conditions = conditionsOf(inquiry);
  const { key } = inquiry.rate.subject;
  const steps = conditions.map((condition, step) => {
    const before = sql.ref(`step_${step}.counted`);
    const meets = periods(inquiry, condition, plan);
    return sql`, lateral (select ${before} * m.meets as counted, ${before} - m.meets as excluded from (select ${meets} as meets) m) ${sql.id(`step_${step + 1}`)}`;
  });
  const outcomes = [
    ...conditions.map(({ reason }, step) => sql`(${reason}, ${sql.ref(`step_${step + 1}.excluded`)})`),
    sql`(null, ${sql.ref(`step_${conditions.length}.counted`)})`,
  ];
  const spells = sql`
    select array[${sql.join(key.map(row("s")))}] as key, o.reason, unnest(range_agg(o.periods)) as valid
    from ${subjectsOf(inquiry, keys).rows(plan)} s,
    lateral (select datemultirange(s.valid) as counted) step_0
    ${steps.length === 0 ? sql`` : sql.join(steps, sql` `)},
    lateral (values ${sql.join(outcomes)}) as o (reason, periods)
    group by 1, 2`;
  const found = sql<CountedSpell>`${plan.statement(sql`
    select a.key, a.reason, lower(a.valid)::text as from, upper(a.valid)::text as to
    from (${spells}) a
    order by a.key, a.valid`)}`;
  return (await found.execute(snapshot.sql)).rows;
};

const always = sql`datemultirange(daterange(null, null))`;

/** The periods in which the subject `s`, by this row of it, meets the condition. */
const periods = ({ rate }: Spelling, condition: Condition, plan: Plan) => {
  if ("holds" in condition) return sql`case when ${condition.holds(row("s"))} then ${always} else '{}' end`;
  const relation = "within" in condition ? condition.within : condition.outside;
  const within = sql`coalesce((
    select range_agg(r.valid) from ${relation.rows(plan)} r where ${sameKey(rate.subject.key, "r", "s")}
  ), '{}')`;
  return "within" in condition ? within : sql`${always} - ${within}`;
};

/** The subjects with these keys, each with the periods of its rows. */
const subjectsOf = ({ rate }: Spelling, keys: readonly (readonly string[])[]): Relation => {
  const { key, rows } = rate.subject;
  const wanted = key.map((_, place) => sql`${keys.map((one) => one[place])}::text[]`);
  return shared({
    columns: rows.columns,
    rows: (plan) => sql`(
      select s.*
      from unnest(${sql.join(wanted)}) as k (${sql.join(key.map((name) => sql.id(name)))})
      join ${rows.rows(plan)} s on ${sameKey(key, "s", "k")}
    )`,
  });
};
