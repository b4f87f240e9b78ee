import { isDeepStrictEqual } from "node:util";
import type { Fact } from "@lianxiao/events";
import type { Message } from "@lianxiao/kernel";
import type { World } from "./world.ts";

type Invariant = (world: World) => readonly string[] | Promise<readonly string[]>;

const daysOf = (...timelines: readonly { readonly facts: readonly Fact<Message>[] }[]): readonly string[] => [
  ...new Set(timelines.flatMap(({ facts }) => facts.map(({ on }) => on))),
];

const oneTightGroupAtATime: Invariant = ({ memberships, groups }) =>
  [...memberships].flatMap(([schoolId, own]) =>
    daysOf(own, ...groups.values()).flatMap((day) => {
      const tight = Object.entries(own.on(day).stays).filter(
        ([id, { tightness }]) => tightness === "TIGHT" && groups.get(id)?.on(day)?.status !== "DISSOLVED",
      );
      return tight.length > 1 ? [`school ${schoolId} is in ${tight.length} tight groups on ${day}`] : [];
    }),
  );

const aLeadIsAMember: Invariant = ({ memberships, groups }) =>
  [...groups].flatMap(([groupId, group]) =>
    daysOf(group, ...memberships.values()).flatMap((day) => {
      const state = group.on(day);
      if (state?.status !== "ACTIVE") return [];
      const role = memberships.get(state.leadSchoolId)?.on(day).stays[groupId]?.role;
      return role === "LEAD"
        ? []
        : [`group ${groupId} is led on ${day} by ${state.leadSchoolId}, whose role is ${role}`];
    }),
  );

const aCodeIsOneSchools: Invariant = ({ schools, codes }) =>
  [...schools].flatMap(([schoolId, { facts }]) =>
    facts.flatMap(({ event: { data } }) => {
      if (!("code" in data)) return [];
      const holder = codes.get(data.code)?.latest;
      return holder === schoolId ? [] : [`school ${schoolId} has code ${data.code}, which ${holder} holds`];
    }),
  );

const whoTakesInIsOpen: Invariant = ({ schools }) =>
  [...schools].flatMap(([schoolId, { facts }]) =>
    facts.flatMap(({ on, event: { type, data } }) => {
      const into =
        type === "SchoolMerged" ? data.intoSchoolId : type === "StageTransferred" ? data.toSchoolId : undefined;
      if (into === undefined || schools.get(into)?.on(on)?.open) return [];
      return [`${type}: school ${schoolId} went on ${on} into ${into}, which is not open then`];
    }),
  );

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

const mirrorsStandWithTheirSources: Invariant = async ({ store, keepers, records }) => {
  const wanted = new Map<string, Message>();
  for (const { stream, stored } of records.values()) {
    const dash = stream.indexOf("-");
    const record = { id: stream.slice(dash + 1), eventId: stored.id };
    if (stored.metadata["source"] !== undefined) continue;
    for (const { category, id, eventId, event } of (await keepers.get(stream.slice(0, dash))?.askedBy(store, record)) ??
      [])
      if (event) wanted.set(`${category}-${id} ${eventId}`, event);
  }
  const missing = [...wanted].filter(
    ([key, event]) => !isDeepStrictEqual(plain(records.get(key)?.event), plain(event)),
  );
  const orphans = [...records].filter(
    ([key, { stored }]) => stored.metadata["source"] !== undefined && !wanted.has(key),
  );
  return [
    ...missing.map(([key, { type }]) => `${type} of ${key} does not stand as its source says`),
    ...orphans.map(([key, { event }]) => `${event.type} of ${key} stands without its source`),
  ];
};

const invariants: readonly Invariant[] = [
  oneTightGroupAtATime,
  aLeadIsAMember,
  aCodeIsOneSchools,
  whoTakesInIsOpen,
  mirrorsStandWithTheirSources,
];

/** A sentence for each violation of an invariant; empty if all hold. */
export const violations = async (world: World): Promise<readonly string[]> =>
  (await Promise.all(invariants.map((invariant) => invariant(world)))).flat();
