import {
  corrected,
  type Fact,
  factsOf,
  type MembershipEvent,
  membership,
  membershipMeaning,
  type RecordOf,
  type SchoolEvent,
  school,
  spansOf,
  stateOn,
} from "@lianxiao/events";
import { type StreamEvent, uuidV5 } from "@lianxiao/kernel";
import {
  groupOf,
  type Job,
  type JobPorts,
  membershipOf,
  type Reaction,
  reaction,
  readSubject,
  schoolOf,
} from "@lianxiao/service";

const reason = "学校撤并 The school was closed or merged away";

type End = Pick<Fact<SchoolEvent>, "id" | "on" | "event">;

const isEnd = ({ event }: Fact<SchoolEvent>): boolean => event.type === "SchoolClosed" || event.type === "SchoolMerged";

/** The event of the school's end from which a stored event follows, if any. */
const followed = ({ metadata }: StreamEvent): string | undefined => {
  const { follows } = metadata;
  return typeof follows === "object" && follows !== null && "event" in follows ? String(follows.event) : undefined;
};

/**
 * A school's stays end on the day of its end, and a group that it leads then waits for a new lead. Compares both
 * records as corrected so far, so that it also ends a stay whose joining raced with the end, and undoes the
 * consequences of an end that was corrected or withdrawn.
 */
const staysEndWith =
  (schoolId: string): Job =>
  async ({ store, keepers, metadata }: JobPorts) => {
    const school = await readSubject(store, schoolOf(schoolId));
    const membershipStream = `membership-${schoolId}`;
    const history = await store.read(membershipStream);
    const own = await readSubject(store, membershipOf(schoolId));
    const caused = new Map(history.flatMap((event) => [[event.id, followed(event)] as const]));
    const ends: readonly End[] = school.facts.filter(isEnd);

    const ensure = async (
      end: string,
      category: "membership" | "group",
      id: string,
      eventId: string,
      wanted: object | null,
    ) =>
      keepers.get(category)?.ensure(store, {
        id,
        eventId,
        // Built below as events of that category.
        wanted: wanted as { readonly type: string; readonly data: unknown } | null,
        reason,
        metadata: { ...metadata, follows: { stream: `school-${schoolId}`, event: end } },
      });

    for (const end of ends) {
      // Without the consequences of this end: they are asked for again, and are there already.
      const others = own.entries.filter(({ id }) => caused.get(id) !== end.id);
      const facts = factsOf(membershipMeaning, others);
      const { stays } = stateOn(spansOf(membershipMeaning, facts), end.on);
      for (const [groupId, { since, role }] of Object.entries(stays)) {
        const group = (await readSubject(store, groupOf(groupId))).on(end.on);
        if (since >= end.on || group === undefined || group.status === "DISSOLVED") continue;
        const asLead = role === "LEAD" && group.leadSchoolId === schoolId;
        const dated = { groupId, on: end.on, precision: "DAY" };
        if (asLead)
          await ensure(end.id, "group", groupId, uuidV5(end.id, "group", groupId), {
            type: "GroupLeadLost",
            data: {
              ...dated,
              leadSchoolId: schoolId,
              because: end.event.type === "SchoolMerged" ? "MERGED" : "CLOSED",
            },
          });
        await ensure(end.id, "membership", schoolId, uuidV5(end.id, "membership", groupId), {
          type: "SchoolLeftGroup",
          data: { schoolId, ...dated, reason, ...(asLead && { asLead }) },
        });
      }
    }
    await takeBack({
      ends,
      own: corrected(own.entries),
      caused,
      ensure,
      schoolId,
      openOn: (day) => school.on(day)?.open === true,
    });
  };

type Ensure = (
  end: string,
  category: "membership" | "group",
  id: string,
  eventId: string,
  wanted: null,
) => Promise<unknown>;

/** Leavings because of an end that no longer holds, and joinings on days on which the school is not open. */
const takeBack = async (of: {
  readonly ends: readonly End[];
  readonly own: readonly { readonly id: string; readonly event: MembershipEvent }[];
  readonly caused: ReadonlyMap<string, string | undefined>;
  readonly ensure: Ensure;
  readonly schoolId: string;
  readonly openOn: (day: string) => boolean;
}): Promise<void> => {
  const { ends, own, caused, ensure, schoolId, openOn } = of;
  for (const { id, event } of own) {
    const end = caused.get(id);
    const { groupId } = event.data;
    if (end !== undefined && !ends.some((one) => one.id === end)) {
      await ensure(end, "membership", schoolId, id, null);
      await ensure(end, "group", groupId, uuidV5(end, "group", groupId), null);
    }
    const late = event.type === "SchoolJoinedGroup" && ends.findLast(({ on }) => on <= event.data.on);
    if (late && !openOn(event.data.on)) await ensure(late.id, "membership", schoolId, id, null);
  }
};

const ending = (data: { readonly schoolId: string }) => [
  { target: data.schoolId, command: staysEndWith(data.schoolId) },
];

const ofSchool = (_data: unknown, { stream }: StreamEvent) => ending({ schoolId: stream.replace(/^school-/, "") });

export const reactions: readonly Reaction<Job>[] = [
  reaction<RecordOf<SchoolEvent>, Job>({
    name: "stays-end-with-the-school",
    catalogue: school,
    on: { SchoolClosed: ending, SchoolMerged: ending, Corrected: ofSchool },
  }),
  reaction<RecordOf<MembershipEvent>, Job>({
    name: "no-joining-after-the-end",
    catalogue: membership,
    on: { SchoolJoinedGroup: ending },
  }),
];
