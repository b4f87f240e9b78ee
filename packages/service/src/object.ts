import type { EventStore } from "@lianxiao/kernel";
import { type RegionTree, unitOf } from "@lianxiao/regions";
import { codeOf, groupOf, membershipOf, readSubject, schoolOf } from "./subject.ts";

/** A subject that a command touches: a school, a group or a region, by its id. */
export type Target =
  | { readonly kind: "school"; readonly id: string }
  | { readonly kind: "group"; readonly id: string }
  | { readonly kind: "region"; readonly id: string };

export const aSchool = (id: string): Target => ({ kind: "school", id });
export const aGroup = (id: string): Target => ({ kind: "group", id });
export const aRegion = (id: string): Target => ({ kind: "region", id });

/** The targets of a command by name; a name may have several targets, or none. */
export type Targets = Readonly<Record<string, Target | readonly Target[]>>;

/** The properties of a target on which permissions depend, as of today. */
export type Seen = {
  readonly kind: Target["kind"];
  readonly id: string;
  /** The region whose bureaus are responsible for it. */
  readonly region: string;
  /** The school that leads a group. */
  readonly leadSchoolId: string | undefined;
};

type Ports = { readonly store: Pick<EventStore, "read">; readonly tree: RegionTree; readonly today: string };

/**
 * The region responsible for a school, also for its past: the one that administers it today, or its first one if it
 * opens later. Undefined if the school does not exist.
 */
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
  // A draft has no date, so a group that will be approved on a later day is already visible today.
  const state = group.on(ports.today) ?? group.latest;
  return state && { kind, id, region: state.region, leadSchoolId: state.leadSchoolId };
};

/**
 * The school of an account, by the code in the account. Undefined unless the school is open and has that code today: a
 * former code gives no access.
 */
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
