import type { GroupEvent, MembershipEvent, SchoolEvent } from "@lianxiao/events";
import { planted } from "@lianxiao/regions";
import { beforeAll, describe, expect, test } from "vitest";
import { approved, event, groupId, joined, opened, schoolId } from "../../../test/events.ts";
import { aGroup, aRegion, aSchool, type Targets } from "./object.ts";
import { judge } from "./permission.ts";
import { type Action, permissions } from "./permissions.ts";
import type { Principal, Role } from "./principal.ts";
import { record, store } from "./recorded.fixture.ts";
import { codeOf, groupOf, membershipOf, schoolOf } from "./subject.ts";

const today = "2026-11-22";

const bureau = (role: Extract<Principal, { region: string }>["role"], region: string): Principal => ({
  subject: `${role}-${region}`,
  role,
  region,
});
const county = bureau("county", "330108");
const elsewhere = bureau("county", "330102");
const city = bureau("city", "330100");
const province = bureau("province", "330000");
const auditor = bureau("auditor", "330100");
const account = (code: string, role: Extract<Role, "lead" | "member"> = "member"): Principal => ({
  subject: code,
  role,
  schoolCode: code,
});

const [lead, member, near, far, converted, closed, handedOver, leaving, opening] = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
  schoolId,
) as [string, string, string, string, string, string, string, string, string];
const group = groupId(1);
const draft = groupId(2);
const codeOfSchool = (id: string) => `2133${id.slice(-6)}`;

/** A school of 滨江 and the claim of its code. */
const openSchool = async (id: string, data: Parameters<typeof opened>[1] = {}, ...more: readonly unknown[]) => {
  // Builders of events give one of any category; these are a school's.
  await record(schoolOf(id), ...([opened(id, data), ...more] as readonly SchoolEvent[]));
  await record(codeOf(codeOfSchool(id)), { type: "CodeClaimed", data: { code: codeOfSchool(id), schoolId: id } });
};
const at = (on: string, id: string, region: string) =>
  event("SchoolHandedOver", { schoolId: id, on, administeredBy: region });
const newCode = "3133000005";

beforeAll(async () => {
  await Promise.all([
    openSchool(lead),
    openSchool(member),
    openSchool(near),
    openSchool(far, { administeredBy: "330102" }),
    openSchool(
      converted,
      {},
      event("SchoolConverted", { schoolId: converted, on: "2024-09-01", type: "311", code: newCode, name: "改制初中" }),
    ),
    record(codeOf(newCode), { type: "CodeClaimed", data: { code: newCode, schoolId: converted } }),
    openSchool(closed, {}, event("SchoolClosed", { schoolId: closed, on: "2024-09-01" })),
    openSchool(handedOver, {}, at(today, handedOver, "330102")),
    openSchool(leaving, {}, at("2026-11-23", leaving, "330102")),
    openSchool(opening, { on: "2027-09-01" }),
    // Builders of events give one of any category; these are a group's and a membership's.
    record(groupOf(group), ...(approved(group, lead) as readonly GroupEvent[])),
    record(groupOf(draft), ...(approved(draft, lead).slice(0, 1) as readonly GroupEvent[])),
    record(membershipOf(member), joined(member, group) as MembershipEvent),
  ]);
});

const may = (principal: Principal, action: Action, targets: Targets) =>
  judge({ store, tree: planted, today }, principal, { permission: permissions[action], targets }).then(
    ({ verdict }) => verdict,
  );
const change = (principal: Principal, id: string) => may(principal, "change-school", { school: aSchool(id) });
const report = (principal: Principal, id: string) => may(principal, "record-annual-return", { school: aSchool(id) });

describe("a bureau", () => {
  test.each([
    ["of the county", county, "ALLOWED"],
    ["of its city", city, "ALLOWED"],
    ["of its province", province, "ALLOWED"],
    ["of another county", elsewhere, "HIDDEN"],
    ["that audits", auditor, "REFUSED"],
  ] as const)("%s commands a school: %s", async (_what, principal, verdict) =>
    expect(await change(principal, near)).toBe(verdict),
  );

  test("merges two schools only if it is over both, and does not learn whether the other one exists", async () => {
    const merge = (principal: Principal, into: string) =>
      may(principal, "merge-school", { school: aSchool(near), into: aSchool(into) });
    expect(await merge(county, far)).toBe("HIDDEN");
    expect(await merge(county, schoolId(99))).toBe("HIDDEN");
    expect(await merge(city, far)).toBe("ALLOWED");
  });

  test("is refused a change to a region that it is not over, which is never hidden", async () => {
    const open = (principal: Principal) =>
      may(principal, "open-region", { region: [], parent: aRegion("330100"), into: [] });
    expect([await open(county), await open(elsewhere), await open(city)]).toEqual(["REFUSED", "REFUSED", "ALLOWED"]);
  });

  test("commands a school from the day of its hand-over on, and the former bureau no longer does", async () => {
    expect([await change(county, handedOver), await change(elsewhere, handedOver)]).toEqual(["HIDDEN", "ALLOWED"]);
    expect([await change(county, leaving), await change(elsewhere, leaving)]).toEqual(["ALLOWED", "HIDDEN"]);
  });

  test("commands a school that opens later, and one that has closed", async () => {
    expect([await change(county, opening), await change(county, closed)]).toEqual(["ALLOWED", "ALLOWED"]);
    expect(await change(elsewhere, opening)).toBe("HIDDEN");
  });

  test("commands a draft like any other group", async () => {
    const dissolve = (principal: Principal) => may(principal, "change-group", { group: aGroup(draft) });
    expect([await dissolve(county), await dissolve(elsewhere)]).toEqual(["ALLOWED", "HIDDEN"]);
  });
});

describe("a school's account", () => {
  test("reports for itself, is refused for a school of its county, and does not learn of one elsewhere", async () => {
    const self = account(codeOfSchool(member));
    expect(await report(self, member)).toBe("ALLOWED");
    expect(await change(self, member)).toBe("REFUSED");
    expect(await report(self, near)).toBe("REFUSED");
    expect(await report(self, far)).toBe("HIDDEN");
  });

  test("invites schools to the group that it leads only with the role lead", async () => {
    const invite = (principal: Principal) => may(principal, "invite-school", { group: aGroup(group) });
    expect(await invite(account(codeOfSchool(lead), "lead"))).toBe("ALLOWED");
    expect(await invite(account(codeOfSchool(lead), "member"))).toBe("REFUSED");
    expect(await invite(account(codeOfSchool(member), "lead"))).toBe("REFUSED");
    expect(await invite(account(codeOfSchool(far), "lead"))).toBe("HIDDEN");
  });

  test("drafts only a group that it leads itself, in its own county", async () => {
    const draftIn = (region: string, leads: string) =>
      may(account(codeOfSchool(lead), "lead"), "draft-group", { region: aRegion(region), lead: aSchool(leads) });
    expect(await draftIn("330108", lead)).toBe("ALLOWED");
    expect(await draftIn("330102", lead)).toBe("REFUSED");
    expect(await draftIn("330108", near)).toBe("REFUSED");
  });

  test("ends a membership for the lead or for the school itself, but not for another school", async () => {
    const leave = (principal: Principal) =>
      may(principal, "leave-group", { school: aSchool(member), group: aGroup(group) });
    expect(await leave(account(codeOfSchool(lead), "lead"))).toBe("ALLOWED");
    expect(await leave(account(codeOfSchool(member)))).toBe("ALLOWED");
    expect(await leave(account(codeOfSchool(near)))).toBe("REFUSED");
  });

  test("with a former code has no access, not even to its own school", async () => {
    expect(await report(account(codeOfSchool(converted)), converted)).toBe("HIDDEN");
    expect(await report(account(newCode), converted)).toBe("ALLOWED");
    expect(await report(account(codeOfSchool(closed)), closed)).toBe("HIDDEN");
    expect(await report(account("2133999999"), near)).toBe("HIDDEN");
  });
});
