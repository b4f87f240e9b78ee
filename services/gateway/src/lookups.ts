import {
  type Group,
  group,
  groupMembers,
  groupProposals,
  type Member,
  type Proposal,
  type Region,
  regionsByCode,
  regionsOf,
  type School,
  schoolMemberships,
  schoolProposals,
  schoolsById,
} from "@lianxiao/read-model";
import { batch } from "./batch.ts";
import type { Moment } from "./moment.ts";
import type { Reading } from "./reading.ts";

/** What types ask for by key; each kind with one query a level, except groups, of which a school has one or two. */
export type Lookups = {
  readonly region: (id: string) => Promise<Region | undefined>;
  readonly regionByCode: (code: string) => Promise<Region | undefined>;
  readonly school: (id: string) => Promise<School | undefined>;
  readonly group: (id: string) => Promise<Group | undefined>;
  readonly members: (groupId: string) => Promise<readonly Member[]>;
  readonly memberships: (schoolId: string) => Promise<readonly Member[]>;
  readonly proposalsOfGroup: (groupId: string) => Promise<readonly Proposal[]>;
  readonly proposalsOfSchool: (schoolId: string) => Promise<readonly Proposal[]>;
};

export const lookups = ({ read }: Reading, moment: Moment): Lookups => ({
  region: batch(async (ids) => by(await read((snapshot) => regionsOf(snapshot, { ids, ...moment })), ({ id }) => id)),
  regionByCode: batch(async (codes) =>
    by(await read((snapshot) => regionsByCode(snapshot, { codes, ...moment })), ({ code }) => code),
  ),
  school: batch(async (ids) => by(await read((snapshot) => schoolsById(snapshot, { ids, ...moment })), ({ id }) => id)),
  group: batch(async (ids) => {
    const found: (Group | undefined)[] = [];
    for (const id of ids) found.push(await read((snapshot) => group(snapshot, { id, ...moment })));
    return by(
      found.filter((one) => one !== undefined),
      ({ id }) => id,
    );
  }),
  members: batch(async (groupIds) => {
    const found = await read((snapshot) => groupMembers(snapshot, { groupIds, ...moment }));
    return (id) => found.filter(({ groupId }) => groupId === id);
  }),
  memberships: batch(async (schoolIds) => {
    const found = await read((snapshot) => schoolMemberships(snapshot, { schoolIds, ...moment }));
    return (id) => found.filter(({ schoolId }) => schoolId === id);
  }),
  proposalsOfGroup: batch(async (groupIds) => {
    const found = await read((snapshot) => groupProposals(snapshot, { groupIds, ...moment }));
    return (id) => found.filter(({ groupId }) => groupId === id);
  }),
  proposalsOfSchool: batch(async (schoolIds) => {
    const found = await read((snapshot) => schoolProposals(snapshot, { schoolIds, ...moment }));
    return (id) => found.filter(({ schoolId }) => schoolId === id);
  }),
});

const by = <Row>(rows: readonly Row[], key: (row: Row) => string): ((wanted: string) => Row | undefined) => {
  const found = new Map(rows.map((row) => [key(row), row]));
  return (wanted) => found.get(wanted);
};
