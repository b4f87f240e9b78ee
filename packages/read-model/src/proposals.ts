import type { Day, GroupId, GroupKind, MemberRole, ProposedBy, SchoolId, Tightness } from "@lianxiao/events";
import { type RawBuilder, sql } from "kysely";
import { keyOf, type Page, type Paging, pageOf } from "./page.ts";
import type { When } from "./regions.ts";
import { holds } from "./schema/holds.ts";
import { as, select } from "./schema/select.ts";
import type { Snapshot } from "./snapshot.ts";
import { membershipProposal, type ProposalState } from "./tables/membership-proposal.ts";

/**
 * An invitation or a request, by the id of its event. `on` is the day from which the school is to
 * be a member; the code and the names are those of that day, null where there was no such school or group on it.
 */
export type Proposal = {
  readonly id: string;
  readonly schoolId: SchoolId;
  readonly schoolCode: string | null;
  readonly schoolName: string | null;
  readonly groupId: GroupId;
  readonly groupName: string | null;
  readonly by: ProposedBy;
  readonly on: Day;
  readonly kind: GroupKind;
  readonly role: MemberRole;
  readonly tightness: Tightness;
  /** Null for the whole school. */
  readonly campuses: readonly string[] | null;
  readonly state: ProposalState;
  readonly proposedAt: Date;
  readonly answeredAt: Date | null;
};

/** `region`: the school is administered there, or the group is of it. */
export type ProposalFilter = {
  readonly region?: string | undefined;
  readonly state?: ProposalState | undefined;
  readonly by?: ProposedBy | undefined;
};

/** The maximum number of proposals that are shown with a school or a group. */
export const proposalsBeside = 20;

/** The proposals for the caller's schools and groups, by the day from which they are to hold. */
export const proposals = async (snapshot: Snapshot, query: ProposalFilter & When & Paging): Promise<Page<Proposal>> => {
  const { region, state, by, asOf, knownAt, first } = query;
  const [day, id] = keyOf(query);
  const conditions = [
    // Repeats the view's condition, so that the search begins at the caller's own proposals.
    sql`p.proposal in (select proposal from proposal_in_scope)`,
    region === undefined ? undefined : inRegion(region, { asOf, knownAt }),
    state === undefined ? undefined : sql`p.state = ${state}`,
    by === undefined ? undefined : sql`p.proposed_by = ${by}`,
    sql`(p.day::text, p.proposal) > (${day}, ${id})`,
  ].filter((condition) => condition !== undefined);
  const order = sql`p.day::text, p.proposal`;
  const page = sql`
    (
      select *
      from membership_proposal p
      where p.known @> ${knownAt}::int8 and ${sql.join(conditions, sql` and `)}
      order by ${order}
      limit ${first + 1}
    ) p`;
  return pageOf(await read(snapshot, knownAt, { from: page, order }), query, ({ on, id }) => [on, id]);
};

/** For each of these groups at most twenty proposals: the open ones, then the latest. */
export const groupProposals = (
  snapshot: Snapshot,
  { groupIds, ...when }: When & { readonly groupIds: readonly string[] },
): Promise<readonly Proposal[]> => beside(snapshot, when, { column: "p.group_id", ids: groupIds });

/** For each of these schools at most twenty proposals: the open ones, then the latest. */
export const schoolProposals = (
  snapshot: Snapshot,
  { schoolIds, ...when }: When & { readonly schoolIds: readonly string[] },
): Promise<readonly Proposal[]> => beside(snapshot, when, { column: "p.school_id", ids: schoolIds });

/** A school is looked up on the day of the question, and on that of the proposal, because it may open only then. */
const inRegion = (region: string, { asOf, knownAt }: When): RawBuilder<unknown> => {
  const within = sql`in (select reach(unit_meant(${region}, ${asOf}, ${knownAt}), ${asOf}, ${knownAt}))`;
  return sql`(
    exists (
      select from school s
      where s.school_id = p.school_id and (s.valid @> ${asOf}::date or s.valid @> p.day)
        and s.known @> ${knownAt}::int8 and s.administered_by ${within}
    )
    or exists (
      select from school_group g
      where g.group_id = p.group_id and ${holds("g", { asOf, knownAt })} and g.region ${within}
    )
  )`;
};

const beside = async (
  snapshot: Snapshot,
  { knownAt }: When,
  { column, ids }: { readonly column: "p.group_id" | "p.school_id"; readonly ids: readonly string[] },
): Promise<readonly Proposal[]> => {
  const order = sql`p.state = 'WAITING' desc, p.day desc, p.proposal`;
  const some = sql`
    unnest(${ids}::text[]) as wanted (id),
    lateral (
      select *
      from membership_proposal p
      where ${sql.ref(column)} = wanted.id and p.known @> ${knownAt}::int8
      order by ${order}
      limit ${proposalsBeside}
    ) p`;
  return read(snapshot, knownAt, { from: some, order });
};

type Chosen = { readonly from: RawBuilder<unknown>; readonly order: RawBuilder<unknown> };

const p = as(membershipProposal, "p");

/** The first instant at which it was believed that there is such a proposal, and any condition beside. */
const firstBelieved = (condition: RawBuilder<unknown>) => sql`
  (
    select recorded.at
    from membership_proposal belief,
    lateral (
      select moment.at from moment where moment.position >= lower(belief.known) order by moment.position limit 1
    ) recorded
    where belief.proposal = p.proposal and ${condition}
    order by lower(belief.known)
    limit 1
  )`;

/** The fields of the chosen rows; names are looked up only for these. */
const read = (snapshot: Snapshot, knownAt: bigint, { from, order }: Chosen): Promise<readonly Proposal[]> =>
  select(
    snapshot,
    {
      id: p.proposal,
      schoolId: p.school_id,
      schoolCode: sql<string | null>`s.code`,
      schoolName: sql<string | null>`s.name`,
      groupId: p.group_id,
      groupName: sql<string | null>`g.name`,
      by: p.proposed_by,
      on: p.day,
      kind: p.kind,
      role: p.role,
      tightness: p.tightness,
      campuses: p.campuses,
      state: p.state,
      proposedAt: sql<Date>`${firstBelieved(sql`true`)}`,
      answeredAt: sql<Date | null>`${firstBelieved(sql`belief.answer = p.answer`)}`,
    },
    sql`
      from ${from}
      left join lateral (
        select s.code, s.name
        from member_school s
        where s.school_id = p.school_id and s.valid @> p.day and s.known @> ${knownAt}::int8
      ) s on true
      left join lateral (
        select g.name
        from proposing_group g
        where g.group_id = p.group_id and g.valid @> p.day and g.known @> ${knownAt}::int8
      ) g on true
      order by ${order}`,
  );
