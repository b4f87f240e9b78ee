import { type GroupKind, group, membership, school, type Tightness } from "@lianxiao/events";
import { fact } from "@lianxiao/service";

/** What the group service must know of a school: when it lives, who administers it, its campuses. */
export type SchoolFact = {
  readonly openedOn: string | undefined;
  readonly endedOn: string | undefined;
  readonly administeredBy: string | undefined;
  readonly campuses: readonly string[];
};

const ended = (state: SchoolFact, { on }: { readonly on: string }): SchoolFact => ({ ...state, endedOn: on });

export const schoolFact = fact(
  school,
  { openedOn: undefined, endedOn: undefined, administeredBy: undefined, campuses: [] } as SchoolFact,
  {
    SchoolOpened: (_state, { on, administeredBy, campuses }) => ({
      openedOn: on,
      endedOn: undefined,
      administeredBy,
      campuses: campuses.map(({ key }) => key),
    }),
    SchoolHandedOver: (state, { administeredBy }) => ({ ...state, administeredBy }),
    SchoolMerged: ended,
    SchoolClosed: ended,
    CampusOpened: (state, { campus }) => ({ ...state, campuses: [...state.campuses, campus.key] }),
    CampusClosed: (state, { key }) => ({ ...state, campuses: state.campuses.filter((campus) => campus !== key) }),
  },
);

/** What a membership must know of its group. */
export type GroupFact = {
  readonly drafted: boolean;
  readonly approvedOn: string | undefined;
  readonly dissolvedOn: string | undefined;
  readonly kind: GroupKind;
  readonly tightness: Tightness;
  readonly leadSchoolId: string;
  readonly region: string;
};

const unknownGroup: GroupFact = {
  drafted: false,
  approvedOn: undefined,
  dissolvedOn: undefined,
  kind: "GROUP",
  tightness: "LOOSE",
  leadSchoolId: "",
  region: "",
};

export const groupFact = fact(group, unknownGroup, {
  GroupDrafted: (state, { kind, tightness, leadSchoolId, region }) => ({
    ...state,
    drafted: true,
    kind,
    tightness,
    leadSchoolId,
    region,
  }),
  GroupApproved: (state, { on }) => ({ ...state, approvedOn: on }),
  GroupDissolved: (state, { on }) => ({ ...state, dissolvedOn: on }),
});

/** The tight stays of a school, by group, as its own stream tells them. */
export const tightStays = fact(membership, {} as Readonly<Record<string, string | undefined>>, {
  SchoolJoinedGroup: (stays, { groupId, tightness }) =>
    tightness === "TIGHT" ? { ...stays, [groupId]: undefined } : stays,
  SchoolLeftGroup: (stays, { groupId, on }) => (groupId in stays ? { ...stays, [groupId]: on } : stays),
});
