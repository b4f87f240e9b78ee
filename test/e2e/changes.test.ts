import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { foundDistrict } from "./district.ts";
import { coverageOf, type System, startSystem } from "./system.ts";

let system: System;
beforeAll(async () => {
  system = await startSystem({ empty: true });
});
afterAll(() => system.close());

describe("suspending a group", () => {
  test("lowers coverage from that day only, and what was known before stays answerable", async () => {
    const { account, region, groupId } = await foundDistrict(system, { account: "bureau-330105", serial: 100 });
    const ask = (asOf: string, more = "", position?: string) =>
      coverageOf(system, account, `region: "${region}", asOf: "${asOf}"${more}`, position);
    const before = new Date().toISOString();
    // The next event's moment must lie after the one asked for; the clock is the store's.
    while (new Date().toISOString() === before) await new Promise(setImmediate);
    const { position } = await system.done(account, `group/${groupId}/suspend-group`, {
      on: "2022-03-01",
      reason: "整改",
    });
    expect((await ask("2022-02-28", "", position)).rate).toBe(100);
    expect((await ask("2022-03-01")).rate).toBe(0);
    for (const asOf of ["2022-02-28", "2022-03-01", "2026-01-01"])
      expect((await ask(asOf, `, knownAt: "${before}"`)).rate).toBe(100);
    const { position: resumed } = await system.done(account, `group/${groupId}/resume-group`, { on: "2023-03-01" });
    expect((await ask("2023-03-01", "", resumed)).rate).toBe(100);
    expect((await ask("2022-09-01")).rate).toBe(0);
  });
});

describe("a tight group", () => {
  test("gets a school once, however many ask at once", async () => {
    const account = "bureau-330106";
    const one = await foundDistrict(system, { account, serial: 200, count: 2, tightness: "TIGHT" });
    const other = await foundDistrict(system, { account, serial: 300, count: 1, tightness: "TIGHT" });
    const { schools } = await foundDistrict(system, { account, serial: 400, count: 1 });
    const [wanted] = schools;
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        system.command(account, `membership/${wanted}/join-group`, {
          groupId: index % 2 ? one.groupId : other.groupId,
          on: "2024-09-01",
          tightness: "TIGHT",
        }),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = replies.filter(({ status }) => status !== 200);
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([409]));
    for (const { body } of refused) expect(["ALREADY_IN_A_TIGHT_GROUP", "ALREADY_MEMBER"]).toContain(body.code);
  });

  test("binds its lead school too, once the approval has been seen", async () => {
    const account = "bureau-330109";
    const { lead } = await foundDistrict(system, { account, serial: 500, count: 1, tightness: "TIGHT" });
    const other = await foundDistrict(system, { account, serial: 600, count: 1, tightness: "TIGHT" });
    const memberships = async () => {
      type Answer = { school: { memberships: unknown[] } | null };
      const { school } = await system.query<Answer>(account, `{ school(id: "${lead}") { memberships { role } } }`);
      return school?.memberships;
    };
    await expect.poll(memberships).toEqual([{ role: "LEAD" }]);
    const join = await system.command(account, `membership/${lead}/join-group`, {
      groupId: other.groupId,
      on: "2016-09-01",
      tightness: "TIGHT",
    });
    expect([join.status, join.body.code]).toEqual([409, "ALREADY_IN_A_TIGHT_GROUP"]);
  });
});

describe("an Idempotency-Key", () => {
  test("gives the identical reply again, and another body a refusal", async () => {
    const { account, members, groupId } = await foundDistrict(system, { account: "bureau-330110", serial: 700 });
    const [member] = members;
    const path = `membership/${member}/leave-group`;
    const headers = { "idempotency-key": randomUUID() };
    const first = await system.command(account, path, { groupId, on: "2020-09-01" }, headers);
    const again = await system.command(account, path, { groupId, on: "2020-09-01" }, headers);
    expect([again.status, again.body, again.headers.get("etag"), again.headers.get("position")]).toEqual([
      first.status,
      first.body,
      first.headers.get("etag"),
      first.headers.get("position"),
    ]);
    const other = await system.command(account, path, { groupId, on: "2021-09-01" }, headers);
    expect([other.status, other.body.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
  });

  test("is answered although what it was about has changed since", async () => {
    const merge = { code: "330327", into: "330382", on: "2024-01-01" };
    const headers = { "idempotency-key": randomUUID() };
    const first = await system.command("bureau-330300", "region/cn/merge-region", merge, headers);
    const again = await system.command("bureau-330300", "region/cn/merge-region", merge, headers);
    expect([first.status, again.status, again.body]).toEqual([200, 200, first.body]);
    expect((await system.command("bureau-330300", "region/cn/merge-region", merge)).body.code).toBe("REGION_ABOLISHED");
  });

  test("of a creation is remembered although another body names another thing", async () => {
    const headers = { "idempotency-key": randomUUID() };
    const open = (code: string) =>
      system.command(
        "bureau-330111",
        "school/open-school",
        {
          code,
          name: "示例小学",
          type: "211",
          ownership: "PUBLIC",
          urbanRural: "111",
          locatedIn: "330111",
          administeredBy: "330111",
          on: "2010-09-01",
        },
        headers,
      );
    const first = await open("2133000901");
    expect((await open("2133000901")).body).toEqual(first.body);
    expect((await open("2133000902")).body.code).toBe("IDEMPOTENCY_KEY_REUSED");
  });

  test("belongs to who sent it", async () => {
    const headers = { "idempotency-key": "the-same-key" };
    const body = {
      name: "示例集团",
      kind: "GROUP",
      region: "330112",
      leadSchoolId: (await foundDistrict(system, { account: "bureau-330112", serial: 950 })).lead,
    };
    const [county, city] = await Promise.all(
      ["bureau-330112", "bureau-330100"].map((account) => system.command(account, "group/draft-group", body, headers)),
    );
    expect([county?.status, city?.status]).toEqual([201, 201]);
    expect(county?.body["id"]).not.toBe(city?.body["id"]);
  });
});
