import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { foundDistrict } from "./district.ts";
import { coverageOf, type System, startSystem } from "./system.ts";

let system: System;
beforeAll(async () => {
  system = await startSystem({ empty: true });
});
afterAll(() => system.close());

/**
 * An instant before all events that are recorded after the call, by the clock of the store, which is on this machine.
 */
const aMomentAgo = async (): Promise<string> => {
  const moment = new Date().toISOString();
  while (new Date().toISOString() === moment) await new Promise(setImmediate);
  return moment;
};

describe("suspending a group", () => {
  test("lowers coverage from that day on only, and with knownAt the earlier answer stays available", async () => {
    const { account, region, groupId } = await foundDistrict(system, { account: "bureau-330105", serial: 100 });
    const ask = (asOf: string, more = "", position?: string) =>
      coverageOf(system, account, `region: "${region}", asOf: "${asOf}"${more}`, position);
    const before = await aMomentAgo();
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

describe("a correction", () => {
  test("moves a closing, and a withdrawal removes it; with knownAt each earlier answer stays available", async () => {
    const { account, region, members } = await foundDistrict(system, { account: "bureau-330127", serial: 1200 });
    const [closed] = members;
    const path = `school/${closed}`;
    const { events } = await system.done(account, `${path}/close-school`, { on: "2022-09-01" });
    const wrong = await aMomentAgo();
    const correction = { event: events[0], change: { on: "2023-09-01" }, reason: "登记日期有误" };
    const refused = await system.command(account, `${path}/correct-record`, correction);
    expect([refused.status, refused.body.code]).toEqual([403, "TOO_LONG_AGO"]);
    const moved = await system.done("bureau-330100", `${path}/correct-record`, correction);

    const schoolsOn = async (asOf: string, { knownAt = "", position = "" } = {}) => {
      const args = `region: "${region}", asOf: "${asOf}"${knownAt && `, knownAt: "${knownAt}"`}`;
      const { numerator, denominator } = await coverageOf(system, account, args, position);
      return [numerator, denominator];
    };
    // A reaction moves the end of the school's stay, shortly after the response of the command.
    const followed = { timeout: 10_000 };
    await expect.poll(() => schoolsOn("2022-10-01", moved), followed).toEqual([4, 4]);
    expect(await schoolsOn("2023-09-01")).toEqual([3, 3]);
    expect(await schoolsOn("2022-10-01", { knownAt: wrong })).toEqual([3, 3]);
    expect(await schoolsOn("2022-08-31", { knownAt: wrong })).toEqual([4, 4]);

    const meanwhile = await aMomentAgo();
    const { event, reason } = correction;
    const withdrawn = await system.done("bureau-330100", `${path}/withdraw-record`, { event, reason });
    await expect.poll(() => schoolsOn("2023-09-01", withdrawn), followed).toEqual([4, 4]);
    expect(await schoolsOn("2023-09-01", { knownAt: meanwhile })).toEqual([3, 3]);
    expect(await schoolsOn("2022-10-01", { knownAt: wrong })).toEqual([3, 3]);
  });

  test("of a name applies from its day on, and with an earlier knownAt the wrong name is returned", async () => {
    const { account, schools } = await foundDistrict(system, { account: "bureau-330182", serial: 1300, count: 1 });
    // A day of the current or the previous school year, which the county's bureau may correct itself.
    const year = new Date().getFullYear() - 1;
    const on = `${year}-10-01`;
    const path = `school/${schools[0]}`;
    const { events } = await system.done(account, `${path}/rename-school`, { on, name: "示例实验小雪" });
    const before = await aMomentAgo();
    const correction = { event: events[0], change: { name: "示例实验小学" }, reason: "错字" };
    const { position } = await system.done(account, `${path}/correct-record`, correction);
    type Answer = { now: { name: string }; then: { name: string }; earlier: { name: string } };
    const { now, then, earlier } = await system.query<Answer>(
      account,
      `{ now: school(id: "${schools[0]}", asOf: "${on}") { name }
         then: school(id: "${schools[0]}", asOf: "${on}", knownAt: "${before}") { name }
         earlier: school(id: "${schools[0]}", asOf: "${year}-09-30") { name } }`,
      position,
    );
    expect([now.name, then.name, earlier.name]).toEqual(["示例实验小学", "示例实验小雪", "示例小学1301"]);
  });
});

describe("a tight group", () => {
  test("gets a school once, however many commands are concurrent", async () => {
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

  test("keeps its lead school from joining another one as soon as it is approved", async () => {
    const account = "bureau-330109";
    const other = await foundDistrict(system, { account, serial: 600, count: 1, tightness: "TIGHT" });
    const { lead, position } = await foundDistrict(system, { account, serial: 500, count: 1, tightness: "TIGHT" });
    const join = await system.command(account, `membership/${lead}/join-group`, {
      groupId: other.groupId,
      on: "2016-09-01",
      tightness: "TIGHT",
    });
    expect([join.status, join.body.code]).toEqual([409, "ALREADY_IN_A_TIGHT_GROUP"]);
    type Answer = { school: { memberships: unknown[] } | null };
    const { school } = await system.query<Answer>(
      account,
      `{ school(id: "${lead}") { memberships { role } } }`,
      position,
    );
    expect(school?.memberships).toEqual([{ role: "LEAD" }]);
  });
});

describe("an Idempotency-Key", () => {
  test("gets the identical response again, and is refused with another body", async () => {
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

  test("gets its first response although the subject has changed since", async () => {
    const merge = { code: "330327", into: "330382", on: "2024-01-01" };
    const headers = { "idempotency-key": randomUUID() };
    const first = await system.command("bureau-330300", "region/cn/merge-region", merge, headers);
    const again = await system.command("bureau-330300", "region/cn/merge-region", merge, headers);
    expect([first.status, again.status, again.body]).toEqual([200, 200, first.body]);
    expect((await system.command("bureau-330300", "region/cn/merge-region", merge)).body.code).toBe(
      "REGION_NOT_IN_FORCE",
    );
  });

  test("of a creation is refused with a body that names another subject", async () => {
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

  test("is scoped to the account", async () => {
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
