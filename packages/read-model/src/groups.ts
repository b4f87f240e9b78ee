import type { Day, GroupId, GroupKind, GroupStatus, SchoolId, Tightness } from "@lianxiao/events";
import { type RawBuilder, sql } from "kysely";
import { keyOf, type Page, type Paging, pageOf } from "./page.ts";
import type { When } from "./regions.ts";
import { holds } from "./schema/holds.ts";
import { as, select } from "./schema/select.ts";
import type { Snapshot } from "./snapshot.ts";
import { schoolGroup } from "./tables/school-group.ts";

/** A group on the day; `since` is the first day on which it has been exactly so, null for a draft. */
export type Group = {
  readonly id: GroupId;
  readonly name: string;
  readonly kind: GroupKind;
  readonly tightness: Tightness;
  readonly leadSchoolId: SchoolId;
  readonly region: string;
  readonly status: GroupStatus;
  readonly since: Day | null;
};

export type GroupFilter = {
  readonly region?: string | undefined;
  readonly status?: GroupStatus | undefined;
  readonly kind?: GroupKind | undefined;
  readonly search?: string | undefined;
};

/** The groups of a region, or all visible groups, by name. */
export const groups = async (snapshot: Snapshot, query: GroupFilter & When & Paging): Promise<Page<Group>> => {
  const { region, status, kind, search, asOf, knownAt, first } = query;
  const [name, id] = keyOf(query);
  const conditions = [
    // Repeats the view's condition, so that the search begins at the caller's groups.
    sql`g.group_id in (select group_id from group_in_scope)`,
    region === undefined
      ? undefined
      : sql`g.region in (select reach(unit_meant(${region}, ${asOf}, ${knownAt}), ${asOf}, ${knownAt}))`,
    status === undefined ? undefined : sql`g.status = ${status}`,
    kind === undefined ? undefined : sql`g.kind = ${kind}`,
    search ? sql`strpos(g.name, ${search}) > 0` : undefined,
    sql`(g.name, g.group_id) > (${name}, ${id})`,
  ].filter((condition) => condition !== undefined);
  const rows = await read(snapshot, query, { where: sql.join(conditions, sql` and `), limit: first + 1 });
  return pageOf(rows, query, (group) => [group.name, group.id]);
};

/** One group; undefined if there is none that is visible. */
export const group = async (
  snapshot: Snapshot,
  { id, ...when }: When & { readonly id: string },
): Promise<Group | undefined> => (await read(snapshot, when, { where: sql`g.group_id = ${id}`, limit: 1 }))[0];

/** Several groups by id, in no order. */
export const groupsById = (
  snapshot: Snapshot,
  { ids, ...when }: When & { readonly ids: readonly string[] },
): Promise<readonly Group[]> =>
  read(snapshot, when, { where: sql`g.group_id = any (${ids}::text[])`, limit: ids.length });

const g = as(schoolGroup, "g");

const read = (
  snapshot: Snapshot,
  when: When,
  { where, limit }: { readonly where: RawBuilder<unknown>; readonly limit: number },
): Promise<readonly Group[]> =>
  select(
    snapshot,
    {
      id: g.group_id,
      name: g.name,
      kind: g.kind,
      tightness: g.tightness,
      leadSchoolId: g.lead_school_id,
      region: g.region,
      status: g.status,
      since: sql<Day | null>`lower(g.valid)`,
    },
    sql`
      from school_group g
      where ${holds("g", when)} and ${where}
      order by g.name, g.group_id
      limit ${limit}`,
  );
