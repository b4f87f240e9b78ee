import type {
  Entry,
  GroupEvent,
  GroupState,
  MembershipEvent,
  MembershipState,
  RecordOf,
  SchoolEvent,
  SchoolState,
} from "@lianxiao/events";
import type { Message } from "@lianxiao/kernel";
import { groupOf, membershipOf, type Subject, schoolOf, type Timeline, timelineFrom } from "@lianxiao/service";

/** Timelines of other subjects, as rules read them; the records have the ids `given-0`, `given-1` … */
const known =
  <State, E extends Message>(subject: (id: string) => Subject<State, E>) =>
  (id: string, ...records: readonly RecordOf<E>[]): Timeline<State, E> => {
    const entries = records.map((event, index): Entry<E> => ({ id: `given-${index}`, event }));
    return timelineFrom(subject(id), entries, BigInt(entries.length) - 1n);
  };

export const knownSchool = known<SchoolState, SchoolEvent>(schoolOf);
export const knownGroup = known<GroupState, GroupEvent>(groupOf);
export const knownMembership = known<MembershipState, MembershipEvent>(membershipOf);

type DataOf<E extends Message, Type extends E["type"]> = Extract<E, { readonly type: Type }>["data"];

/** Builds the dated events of one subject: `of` are the fields that they all share. */
export const saying =
  <E extends Message, Of extends object>(of: Of) =>
  <Type extends E["type"]>(
    type: Type,
    on: string,
    ...[data]: object extends Omit<DataOf<E, Type>, keyof Of | "on" | "precision">
      ? [Omit<DataOf<E, Type>, keyof Of | "on" | "precision">?]
      : [Omit<DataOf<E, Type>, keyof Of | "on" | "precision">]
  ): E =>
    // The types of `type` and `data` belong together; every dated event of the subject has the other fields.
    ({ type, data: { ...of, on, precision: "DAY", ...data } }) as unknown as E;

/** Corrects the record at that index of the history; null withdraws it. */
export const corrects = <E extends Message>(place: number, becomes: E | null): RecordOf<E> => ({
  type: "Corrected",
  data: { event: `given-${place}`, becomes, reason: "误录" },
});
