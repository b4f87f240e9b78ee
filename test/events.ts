import { type AnyEvent, catalogues, type RecordOf } from "@lianxiao/events";

export type { AnyEvent };

/** An event of a stream, with its id. */
export type Entered = { readonly id: string; readonly stream: string; readonly event: RecordOf<AnyEvent> };

/** The stream to which an event belongs. */
export const streamOf = ({ type, data }: AnyEvent): string => {
  const category = catalogues.find(({ types }) => Object.hasOwn(types, type))?.category;
  if (category === "region") return "region-cn";
  if ("code" in data && category === "code") return `code-${data.code}`;
  if ("groupId" in data && category === "group") return `group-${data.groupId}`;
  return `${category}-${"schoolId" in data ? data.schoolId : ""}`;
};

export const entered = (id: string, event: AnyEvent): Entered => ({ id, stream: streamOf(event), event });

/** The correction of an event; null withdraws it. */
export const correction = (
  id: string,
  { corrects, becomes }: { readonly corrects: Entered; readonly becomes: AnyEvent | null },
): Entered => ({
  id,
  stream: corrects.stream,
  event: { type: "Corrected", data: { event: corrects.id, becomes, reason: "误录" } },
});

/** The data of one event type. */
export type Data<Type extends AnyEvent["type"]> = Extract<AnyEvent, { readonly type: Type }>["data"];

/** Ids that are easy to tell apart. */
export const schoolId = (n: number): string => `50000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
export const groupId = (n: number): string => `60000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

const day = { precision: "DAY" } as const;

/** Builders of events. The defaults are a public primary school in 滨江, or a loose group there, from 2020. */
export const opened = (schoolId: string, data: Partial<Data<"SchoolOpened">> = {}): AnyEvent => ({
  type: "SchoolOpened",
  data: {
    schoolId,
    on: "2020-09-01",
    ...day,
    code: `2133${schoolId.slice(-6)}`,
    name: `学校 ${schoolId.slice(-6)}`,
    type: "211",
    ownership: "PUBLIC",
    urbanRural: "111",
    locatedIn: "330108",
    administeredBy: "330108",
    campuses: [{ key: "1", name: `学校 ${schoolId.slice(-6)}` }],
    ...data,
  },
});

/** A dated change of a school, a group or a membership. */
export const event = <Type extends AnyEvent["type"]>(type: Type, data: Omit<Data<Type>, "precision">): AnyEvent =>
  // The types of `type` and `data` belong together; `precision` is in every dated event and ignored by the others.
  ({ type, data: { ...day, ...data } }) as unknown as AnyEvent;

export const returned = (
  schoolId: string,
  schoolYear: number,
  pupils: { PRIMARY?: number; JUNIOR?: number },
): AnyEvent => ({
  type: "AnnualReturnRecorded",
  data: {
    schoolId,
    schoolYear,
    pupils: { PRIMARY: 0, JUNIOR: 0, ...pupils },
    teachers: { PRIMARY: 0, JUNIOR: 0 },
  },
});

/** Drafts a group and approves it from a day on. */
export const approved = (
  groupId: string,
  leadSchoolId: string,
  data: Partial<Data<"GroupDrafted">> & { readonly on?: string } = {},
): readonly AnyEvent[] => {
  const { on = "2021-09-01", tightness = "LOOSE", ...draft } = data;
  return [
    {
      type: "GroupDrafted",
      data: {
        groupId,
        name: `集团 ${groupId.slice(-6)}`,
        kind: "GROUP",
        tightness,
        leadSchoolId,
        region: "330108",
        ...draft,
      },
    },
    { type: "GroupApproved", data: { groupId, on, ...day, leadSchoolId, tightness } },
  ];
};

export const joined = (schoolId: string, groupId: string, data: Partial<Data<"SchoolJoinedGroup">> = {}): AnyEvent => ({
  type: "SchoolJoinedGroup",
  data: {
    schoolId,
    groupId,
    on: "2021-09-01",
    ...day,
    kind: "GROUP",
    role: "MEMBER",
    tightness: "LOOSE",
    campuses: null,
    ...data,
  },
});

/** An invitation, or with `by` a request of the school. */
export const proposed = (
  schoolId: string,
  groupId: string,
  data: Partial<Data<"MembershipProposed">> = {},
): AnyEvent => ({
  type: "MembershipProposed",
  data: {
    schoolId,
    groupId,
    on: "2021-09-01",
    ...day,
    by: "GROUP",
    kind: "GROUP",
    role: "MEMBER",
    tightness: "LOOSE",
    campuses: null,
    ...data,
  },
});
