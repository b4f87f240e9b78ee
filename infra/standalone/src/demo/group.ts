import type { GroupKind, Tightness } from "@lianxiao/events";
import { bureauOf, idOf, type School } from "./school.ts";
import type { Step } from "./step.ts";

/** A group of the demo with its lead school, approved on a day. */
export type Group = {
  readonly key: string;
  readonly name: string;
  readonly kind: GroupKind;
  readonly tightness: Tightness;
  readonly lead: School;
  readonly on: string;
};

export const draft = ({ key, name, kind, tightness, lead }: Group): Step => ({
  id: `draft/${key}`,
  account: bureauOf(lead.region),
  path: "/v1/group/draft-group",
  body: { name, kind, tightness, leadSchoolId: idOf(lead), region: lead.region },
  as: `@${key}`,
});

export const approve = ({ key, lead, on }: Group): Step => ({
  id: `approve/${key}`,
  account: bureauOf(lead.region),
  path: `/v1/group/@${key}/approve-group`,
  body: { on },
});

type Joining = {
  readonly school: School;
  readonly group: Group;
  readonly on?: string;
  readonly campuses?: readonly string[];
  readonly note?: string;
};

/** The school joins on the given day, or as soon as both it and the group are there. */
export const join = ({ school, group, on, ...body }: Joining): Step => ({
  id: `join/${school.code}/${group.key}`,
  account: bureauOf(school.region),
  path: `/v1/membership/${idOf(school)}/join-group`,
  body: { groupId: `@${group.key}`, on: on ?? (school.on > group.on ? school.on : group.on), ...body },
});
