import type { EventStore } from "@lianxiao/kernel";
import { type RegionTree, unitOf } from "@lianxiao/regions";
import { codeOf, groupOf, membershipOf, readSubject, schoolOf } from "./subject.ts";

/** The target of a command: a school, group or region by id. */
export type Target =
  | { readonly kind: "school"; readonly id: string }
  | { readonly kind: "group"; readonly id: string }
  | { readonly kind: "region"; readonly id: string };

export const aSchool = (id: string): Target => ({ kind: "school", id });
export const aGroup = (id: string): Target => ({ kind: "group", id });
export const aRegion = (id: string): Target => ({ kind: "region", id });

/** The targets of a command by name; a name may have several targets, or none. */
export type Targets = Readonly<Record<string, Target | readonly Target[]>>;

/** A target as permissions see it today. */
export type Seen = {
  readonly kind: Target["kind"];
  readonly id: string;
  /** The region whose bureaus are responsible for it. */
  readonly region: string;
  /** The school that leads a group. */
  readonly leadSchoolId: string | undefined;
};

type Ports = { readonly store: Pick<EventStore, "read">; readonly tree: RegionTree; readonly today: string };

/** The region that administers the school today; for a school that opens later, the first one. Undefined if unknown. */
export const regionOfSchool = async ({ store, today }: Ports, id: string): Promise<string | undefined> => {
  const school = await readSubject(store, schoolOf(id));
  const opening = school.facts.find(({ event }) => event.type === "SchoolOpened")?.on ?? today;
  return school.on(opening > today ? opening : today)?.administeredBy;
};

/** Undefined if the target does not exist. */
export const seen = async (ports: Ports, { kind, id }: Target): Promise<Seen | undefined> => {
  if (kind === "region") {
    return unitOf(ports.tree, id) ? { kind, id, region: id, leadSchoolId: undefined } : undefined;
  }
  if (kind === "school") {
    const region = await regionOfSchool(ports, id);
    return region === undefined ? undefined : { kind, id, region, leadSchoolId: undefined };
  }
  const group = await readSubject(ports.store, groupOf(id));
  // A draft has no day, and an approval may lie in the future.
  const state = group.on(ports.today) ?? group.latest;
  return state && { kind, id, region: state.region, leadSchoolId: state.leadSchoolId };
};

/** The id of the open school that holds the account's code today; undefined if none does. */
export const schoolOfAccount = async (ports: Ports, code: string): Promise<string | undefined> => {
  const { latest: id } = await readSubject(ports.store, codeOf(code));
  if (id === undefined) return undefined;
  const state = (await readSubject(ports.store, schoolOf(id))).on(ports.today);
  return state?.open && state.code === code ? id : undefined;
};

/** Whether the school is a member of the group today or will be later. */
export const isIn = async ({ store, today }: Ports, schoolId: string, groupId: string): Promise<boolean> => {
  const membership = await readSubject(store, membershipOf(schoolId));
  return groupId in membership.on(today).stays || groupId in membership.latest.stays;
};
