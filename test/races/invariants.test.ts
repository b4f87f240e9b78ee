import { uuidV5 } from "@lianxiao/kernel";
import { expect, test } from "vitest";
import { commandsUnderTest, type Step } from "../asks.ts";
import { command } from "../commands.ts";
import { type Recorded, recorded } from "../recorded.ts";
import { aSchool, opening, scene } from "../scene.ts";
import { violations } from "./invariants.ts";
import { worldOf } from "./world.ts";

const commands = await commandsUnderTest();

const found = async (before: readonly Step[], records: readonly Recorded[], also: readonly string[] = []) => {
  await commands.given(...before, ...records).sendsAtOnce();
  return violations(await worldOf(commands, [...new Set([...records.map(({ stream }) => stream), ...also])]));
};

const on = "2020-09-01";
const id = (name: string) => uuidV5("test", name);
const stay = (schoolId: string, groupId: string) =>
  recorded(`membership-${schoolId}`, "SchoolJoinedGroup", {
    schoolId,
    groupId,
    on,
    kind: "GROUP",
    role: "MEMBER",
    tightness: "TIGHT",
    campuses: null,
  });

test("a school in two tight groups is reported", async () => {
  const school = id("one");
  expect(await found([], [stay(school, id("a")), stay(school, id("b"))])).toEqual([
    `school ${school} is in 2 tight groups on ${on}`,
  ]);
});

test("an active group whose lead is not a member is reported, and so is the missing mirrored event", async () => {
  const { lead, group } = scene();
  const approval = recorded(group.stream, "GroupApproved", {
    groupId: group.id,
    on,
    leadSchoolId: lead.id,
    tightness: "LOOSE",
    kind: "GROUP",
  });
  expect(await found([lead, group], [approval])).toEqual([
    `group ${group.id} is led on ${on} by ${lead.id}, whose role is undefined`,
    expect.stringContaining("SchoolJoinedGroup of membership-"),
  ]);
});

test("a school whose code is claimed by another is reported", async () => {
  const [school, other] = [aSchool(), aSchool()];
  const { name } = opening();
  const data = { schoolId: other.id, on, type: "211", code: school.code, name };
  const all = await found(
    [[school, other]],
    [recorded(other.stream, "SchoolConverted", data)],
    [`code-${school.code}`],
  );
  expect(all).toContain(`school ${other.id} has code ${school.code}, which ${school.id} holds`);
});

test("a school merged into a closed one is reported", async () => {
  const { school, other } = scene();
  const closing = command(other.as, `school/${other.id}/close-school`, { on });
  const data = { schoolId: school.id, on, intoSchoolId: other.id };
  const all = await found([[school, other], closing], [recorded(school.stream, "SchoolMerged", data)], [other.stream]);
  expect(all).toContain(`SchoolMerged: school ${school.id} went on ${on} into ${other.id}, which is not open then`);
});

test("a mirrored event without its source is reported", async () => {
  const { school, other } = scene();
  const source = { stream: other.stream, event: other.event };
  const data = { schoolId: school.id, on, fromSchoolId: other.id };
  const absorbed = recorded(school.stream, "SchoolAbsorbed", data, { source });
  const all = await found([[school, other]], [absorbed], [`code-${school.code}`, other.stream, `code-${other.code}`]);
  expect(all).toEqual([expect.stringMatching(/^SchoolAbsorbed of .* stands without its source$/)]);
});

test("events recorded by commands violate no invariant", async () => {
  const { school, other, running, lead, member, group } = scene();
  const merging = command(school.as, `school/${school.id}/merge-school`, { on, intoSchoolId: other.id });
  const steps = [[school, other], merging, ...running];
  const streams = [school, other, lead, member].flatMap((one) => [one.stream, `code-${one.code}`]);
  const memberships = [lead, member].map((one) => `membership-${one.id}`);
  expect(await found(steps, [], [...streams, ...memberships, group.stream])).toEqual([]);
});
