import { membership as catalogue, type MembershipEvent } from "@lianxiao/events";
import type { Known } from "@lianxiao/service";
import { describe, expect, test } from "vitest";
import { groupId } from "../../../test/events.ts";
import { knownGroup } from "../../../test/known.ts";
import { given } from "../../../test/spec.ts";
import {
  approved,
  around,
  dissolved,
  drafted,
  group,
  joined,
  leadChanged,
  left,
  member,
  openSchool,
  proposalEnded,
  proposed,
  roleChanged,
} from "./group.fixture.ts";
import { type MembershipReads, membershipCategory, membershipRefusals } from "./membership.ts";

type Case = {
  readonly what: string;
  readonly said: MembershipEvent;
  readonly history?: readonly MembershipEvent[];
  readonly known?: Partial<Known<MembershipReads>>;
  readonly detail?: object;
};

const day = "2022-09-01";
const later = "2023-09-01";
const another = groupId(2);
const draft = groupId(3);
const isIn = [joined(day)];
const ended = {
  groups: [
    knownGroup(group, drafted(), approved("2020-09-01"), dissolved(day)),
    knownGroup(another, drafted({ groupId: another }), approved("2020-09-01", { groupId: another })),
  ],
};
const asLead = {
  groups: [knownGroup(group, drafted({ leadSchoolId: member }), approved("2020-09-01", { leadSchoolId: member }))],
};
const closed = {
  school: openSchool(member, { type: "SchoolClosed", data: { schoolId: member, on: day, precision: "DAY" } }),
};

const refused: Readonly<Record<keyof typeof membershipRefusals | "SAID_ALREADY", readonly Case[]>> = {
  GROUP_NOT_APPROVED: [
    { what: "joins a draft", said: joined(day, draft), detail: { groupId: draft } },
    { what: "joins before the approval", said: joined("2020-08-31"), detail: { approvedOn: "2020-09-01" } },
    { what: "joins a group that nobody knows", said: joined(day), known: { groups: [] } },
    { what: "is invited to a draft", said: proposed(day, draft) },
  ],
  GROUP_ENDED: [
    { what: "joins on the day of the group's end", said: joined(day), known: ended, detail: { dissolvedOn: day } },
    { what: "is invited after the group's end", said: proposed(later), known: ended },
  ],
  SCHOOL_NOT_IN_OPERATION: [
    {
      what: "joins before it opened",
      said: joined("2010-08-31"),
      known: { groups: [knownGroup(group, drafted(), approved("2000-09-01"))] },
    },
    { what: "joins on the day of its end", said: joined(day), known: closed, detail: { on: day } },
    { what: "is invited after its end", said: proposed(later), known: closed },
  ],
  MEMBER_CAMPUS_UNKNOWN: [
    {
      what: "joins with a campus that it does not have",
      said: joined(day, group, { campuses: ["1", "3"] }),
      detail: { key: "3" },
    },
    {
      what: "joins with a campus under a key that every object knows",
      said: joined(day, group, { campuses: ["constructor"] }),
    },
  ],
  ALREADY_MEMBER: [
    { what: "joins a group that it is in", said: joined(later), history: isIn, detail: { groupId: group } },
  ],
  ALREADY_IN_A_TIGHT_GROUP: [
    {
      what: "joins a second tight group",
      said: joined(later, another),
      history: isIn,
      detail: { groupId: group, since: day },
    },
    {
      what: "joins a tight group before the one that it is in",
      said: joined("2021-09-01", another),
      history: isIn,
      detail: { fact: { record: "given-0", on: day } },
    },
  ],
  ROLE_OF_THE_LEAD: [
    {
      what: "becomes a plain member although it leads",
      said: roleChanged(later, "MEMBER"),
      history: [joined(day, group, { role: "LEAD" })],
      known: asLead,
      detail: { groupId: group },
    },
  ],
  LEAD_CANNOT_JOIN: [
    { what: "leads the group and joins it as a member", said: joined(day), known: asLead },
    { what: "leads the group and is invited to it", said: proposed(day), known: asLead },
  ],
  NOT_THE_LEAD: [
    { what: "joins as the lead of a group that another leads", said: joined(day, group, { role: "LEAD" }) },
    {
      what: "joins as the lead before it is",
      said: joined(day, group, { role: "LEAD" }),
      known: { groups: [knownGroup(group, drafted(), approved("2020-09-01"), leadChanged(later))] },
    },
  ],
  NOT_A_MEMBER: [
    { what: "leaves a group that it is not in", said: left(day), detail: { groupId: group, on: day } },
    { what: "leaves before it joined", said: left("2022-08-31"), history: isIn },
    { what: "leaves twice", said: left("2024-09-01"), history: [...isIn, left(later)] },
    { what: "leaves on the day on which its only stay began: that stay never was", said: left(day), history: isIn },
    { what: "changes its role after it left", said: roleChanged(later, "CORE"), history: [...isIn, left(later)] },
  ],
  ALREADY_A_MEMBER: [{ what: "is invited to a group that it is in", said: proposed(later), history: isIn }],
  ALREADY_PROPOSED: [
    { what: "is invited twice", said: proposed(later), history: [proposed(day)], detail: { proposal: "given-0" } },
    { what: "asks for what it is invited to", said: proposed(day, group, { by: "SCHOOL" }), history: [proposed(day)] },
  ],
  PROPOSAL_UNKNOWN: [
    { what: "accepts what nobody proposed", said: joined(day, group, { proposal: "given-0" }) },
    {
      what: "accepts the invitation of another group",
      said: joined(day, group, { proposal: "given-0" }),
      history: [proposed(day, another)],
    },
    {
      what: "accepts an invitation that was declined",
      said: joined(day, group, { proposal: "given-0" }),
      history: [proposed(day), proposalEnded("given-0")],
    },
    { what: "declines twice", said: proposalEnded("given-0"), history: [proposed(day), proposalEnded("given-0")] },
  ],
  SAID_ALREADY: [
    {
      what: "changes its role twice on one day",
      said: roleChanged(later, "CORE"),
      history: [...isIn, roleChanged(later, "MEMBER")],
      detail: { on: later },
    },
  ],
};

describe.each(Object.entries(refused))("%s is told of a school that", (code, cases) => {
  test.each(cases)("$what", ({ said, history = [], known, detail }) =>
    given(membershipCategory, ...history)
      .when(said, around(history, known))
      .refuses(code, detail),
  );
});

test("every refusal is tried", () => {
  const tried = Object.entries(refused).flatMap(([code, cases]) => cases.map(() => code));
  expect(new Set(tried)).toEqual(new Set([...Object.keys(membershipRefusals), "SAID_ALREADY"]));
});

const accepted: readonly Case[] = [
  { what: "joins a group", said: joined(day) },
  { what: "joins with some of its campuses", said: joined(day, group, { campuses: ["2"] }) },
  {
    what: "joins a loose group beside a tight one",
    said: joined(later, another, { tightness: "LOOSE" }),
    history: isIn,
  },
  {
    what: "joins a tight group beside a loose one",
    said: joined(later, another),
    history: [joined(day, group, { tightness: "LOOSE" })],
  },
  {
    what: "joins a tight group when its own was dissolved",
    said: joined(day, another),
    history: [joined("2021-09-01")],
    known: ended,
  },
  { what: "joins as the lead that it is", said: joined(day, group, { role: "LEAD" }), known: asLead },
  { what: "leaves", said: left(later), history: isIn },
  {
    what: "leaves one tight group and joins another on one day",
    said: joined(later, another),
    history: [...isIn, left(later)],
  },
  {
    what: "leaves on the day on which it has joined another loosely",
    said: left(later),
    history: [...isIn, joined(later, another, { tightness: "LOOSE" })],
  },
  { what: "comes back to a group", said: joined(later), history: [...isIn, left("2023-01-01")] },
  { what: "comes back on the day on which it left", said: joined(later), history: [...isIn, left(later)] },
  { what: "changes its role", said: roleChanged(later, "CORE"), history: isIn },
  { what: "changes its role on the day on which it joined", said: roleChanged(day, "CORE"), history: isIn },
  { what: "is invited", said: proposed(day) },
  { what: "is invited to one group while it is in another", said: proposed(later, another), history: isIn },
  { what: "is invited by two groups", said: proposed(day, another), history: [proposed(day)] },
  { what: "accepts", said: joined(day, group, { proposal: "given-0" }), history: [proposed(day)] },
  { what: "declines", said: proposalEnded("given-0"), history: [proposed(day)] },
];

describe("a school", () => {
  test.each(accepted)("$what", ({ said, history = [], known }) =>
    given(membershipCategory, ...history)
      .when(said, around(history, known))
      .holds(),
  );
  test("says every event there is in these cases", () =>
    expect(new Set(accepted.map(({ said: { type } }) => type))).toEqual(new Set(Object.keys(catalogue.types))));
});
