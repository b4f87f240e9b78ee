import type { Day, GroupId, MemberRole, SchoolId, Tightness } from "@lianxiao/events";
import { type RawBuilder, sql } from "kysely";
import type { When } from "./regions.ts";
import { holds } from "./schema/holds.ts";
import { as, select } from "./schema/select.ts";
import type { Snapshot } from "./snapshot.ts";
import { membership } from "./tables/membership.ts";
import { school } from "./tables/school.ts";

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
): Promise<readonly Member[]> => read(snapshot, when, sql`m.group_id = any (${groupIds}::text[])`);

/** The stays of schools on the day, in all groups. */
export const schoolMemberships = async (
  snapshot: Snapshot,
  { schoolIds, ...when }: When & { readonly schoolIds: readonly string[] },
): Promise<readonly Member[]> => read(snapshot, when, sql`m.school_id = any (${schoolIds}::text[])`);

const m = as(membership, "m");
// Of `member_school`, which has the code and the name of a school only.
const { code, name } = as(school, "s");

const read = (snapshot: Snapshot, when: When, where: RawBuilder<unknown>): Promise<readonly Member[]> =>
  select(
    snapshot,
    {
      groupId: m.group_id,
      schoolId: m.school_id,
      schoolCode: code,
      schoolName: name,
      role: m.role,
      tightness: m.tightness,
      campuses: m.campuses,
      since: m.since,
      // A stay is several rows when its terms changed.
      until: sql<Day | null>`(
        select nullif(max(coalesce(upper(stay.valid), 'infinity')), 'infinity')
        from membership stay
        where stay.school_id = m.school_id and stay.group_id = m.group_id and stay.since = m.since
          and stay.known @> ${when.knownAt}::int8
      )`,
    },
    sql`
      from membership m
      join member_school s on s.school_id = m.school_id and ${holds("s", when)}
      where ${holds("m", when)} and ${where}
      order by array_position(array['LEAD', 'CORE', 'MEMBER'], m.role), s.code, m.group_id`,
  );
