import type { Day, Ownership, RegionCode, SchoolCode, SchoolId, SchoolType, UrbanRural } from "@lianxiao/events";
import { type RawBuilder, sql } from "kysely";
import { keyOf, type Page, type Paging, pageOf } from "./page.ts";
import type { When } from "./regions.ts";
import { holds } from "./schema/holds.ts";
import { as, select } from "./schema/select.ts";
import type { Snapshot } from "./snapshot.ts";
import { school as schoolTable } from "./tables/school.ts";

/** A school on the day; `since` is the first day on which it has been exactly so. */
export type School = {
  readonly id: SchoolId;
  readonly code: SchoolCode;
  readonly name: string;
  readonly type: SchoolType;
  readonly ownership: Ownership;
  readonly urbanRural: UrbanRural;
  readonly locatedIn: RegionCode;
  readonly administeredBy: RegionCode;
  readonly since: Day | null;
  readonly campuses: readonly { readonly key: string; readonly name: string }[];
};

/** `search` matches a part of the name or the beginning of the code. */
export type SchoolFilter = { readonly region?: string | undefined; readonly search?: string | undefined };

// Repeats the view's condition, so that the search begins at the caller's schools.
const inScope = sql`s.school_id in (select school_id from school_in_scope)`;

/** The schools on the day, by official code. */
export const schools = async (snapshot: Snapshot, query: SchoolFilter & When & Paging): Promise<Page<School>> => {
  const { region, search, asOf, knownAt, first } = query;
  const [code, id] = keyOf(query);
  const within =
    region === undefined
      ? sql`true`
      : sql`s.administered_by in (select reach(unit_meant(${region}, ${asOf}, ${knownAt}), ${asOf}, ${knownAt}))`;
  const found = search ? sql`(strpos(s.name, ${search}) > 0 or starts_with(s.code, ${search}))` : sql`true`;
  const rows = await read(snapshot, query, {
    where: sql`${inScope} and ${within} and ${found} and (s.code, s.school_id) > (${code}, ${id})`,
    limit: first + 1,
  });
  return pageOf(rows, query, (school) => [school.code, school.id]);
};

/** One school by its id or by its code on the day; undefined if there is none that is visible. */
export const school = async (
  snapshot: Snapshot,
  which: When & ({ readonly id: string } | { readonly code: string }),
): Promise<School | undefined> => {
  const where = "id" in which ? sql`s.school_id = ${which.id}` : sql`s.code = ${which.code}`;
  return (await read(snapshot, which, { where, limit: 1 }))[0];
};

/** Several schools by id, in no order. */
export const schoolsById = (
  snapshot: Snapshot,
  { ids, ...when }: When & { readonly ids: readonly string[] },
): Promise<readonly School[]> =>
  read(snapshot, when, { where: sql`s.school_id = any (${ids}::text[])`, limit: ids.length });

const s = as(schoolTable, "s");

const read = (
  snapshot: Snapshot,
  when: When,
  { where, limit }: { readonly where: RawBuilder<unknown>; readonly limit: number },
): Promise<readonly School[]> =>
  select(
    snapshot,
    {
      id: s.school_id,
      code: s.code,
      name: s.name,
      type: s.type,
      ownership: s.ownership,
      urbanRural: s.urban_rural,
      locatedIn: s.located_in,
      administeredBy: s.administered_by,
      since: sql<Day | null>`lower(s.valid)`,
      campuses: sql<School["campuses"]>`(
        select coalesce(jsonb_agg(jsonb_build_object('key', c.key, 'name', c.name) order by c.key), '[]')
        from campus c
        where c.school_id = s.school_id and ${holds("c", when)}
      )`,
    },
    sql`
      from school s
      where ${holds("s", when)} and ${where}
      order by s.code, s.school_id
      limit ${limit}`,
  );
