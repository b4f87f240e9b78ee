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

/** What subjects say, as rules ask about them: the timeline of these records, whose ids are `given-0`, `given-1` … */
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

/** Builds the dated events of one subject: `of` are the fields that all of them have. */
export const saying =
  <E extends Message, Of extends object>(of: Of) =>
  <Type extends E["type"]>(
    type: Type,
    on: string,
    ...[data]: object extends Omit<DataOf<E, Type>, keyof Of | "on" | "precision">
      ? [Omit<DataOf<E, Type>, keyof Of | "on" | "precision">?]
      : [Omit<DataOf<E, Type>, keyof Of | "on" | "precision">]
  ): E =>
    // The type and its data were given together; the rest is what every dated event of the subject has.
    ({ type, data: { ...of, on, precision: "DAY", ...data } }) as unknown as E;

/** A correction of one record of the history, by its place there; null when it never was. */
export const corrects = <E extends Message>(place: number, becomes: E | null): RecordOf<E> => ({
  type: "Corrected",
  data: { event: `given-${place}`, becomes, reason: "误录" },
});
