import type { Day, GroupId, MemberRole, SchoolId, Tightness } from "@lianxiao/events";
import { type RawBuilder, sql } from "kysely";
import type { When } from "./regions.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * A school's stay in a group on the day, from joining to leaving (`until`, the first day without it; null when none is
 * known), with the school's code and name of the day; campuses is null for the whole school.
 */
export type Member = {
  readonly groupId: GroupId;
  readonly schoolId: SchoolId;
  readonly schoolCode: string;
  readonly schoolName: string;
  readonly role: MemberRole;
  readonly tightness: Tightness;
  readonly campuses: readonly string[] | null;
  readonly since: Day;
  readonly until: Day | null;
};

/** The members of groups on the day, the lead first: all of them for the responsible bureau, else the caller's own. */
export const groupMembers = async (
  snapshot: Snapshot,
  { groupIds, ...when }: When & { readonly groupIds: readonly string[] },
): Promise<readonly Member[]> => select(snapshot, when, sql`m.group_id = any (${groupIds}::text[])`);

/** The stays of schools on the day, in all groups. */
export const schoolMemberships = async (
  snapshot: Snapshot,
  { schoolIds, ...when }: When & { readonly schoolIds: readonly string[] },
): Promise<readonly Member[]> => select(snapshot, when, sql`m.school_id = any (${schoolIds}::text[])`);

const select = async (
  snapshot: Snapshot,
  { asOf, knownAt }: When,
  where: RawBuilder<unknown>,
): Promise<readonly Member[]> => {
  const { rows } = await sql<Member>`
    select
      m.group_id as "groupId",
      m.school_id as "schoolId",
      s.code as "schoolCode",
      s.name as "schoolName",
      m.role,
      m.tightness,
      m.campuses,
      m.since::text as since,
      -- A stay is several rows when its terms changed.
      (
        select nullif(max(coalesce(upper(stay.valid), 'infinity')), 'infinity')::text
        from membership stay
        where stay.school_id = m.school_id and stay.group_id = m.group_id and stay.since = m.since
          and stay.known @> ${knownAt}::int8
      ) as until
    from membership m
    join member_school s on s.school_id = m.school_id and s.valid @> ${asOf}::date and s.known @> ${knownAt}::int8
    where m.valid @> ${asOf}::date and m.known @> ${knownAt}::int8 and ${where}
    order by array_position(array['LEAD', 'CORE', 'MEMBER'], m.role), s.code, m.group_id`.execute(snapshot.sql);
  return rows;
};
