import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { coverageOf, type System, startSystem } from "./system.ts";

const at = (name: string): URL => new URL(`./old-log/${name}`, import.meta.url);

const Answers = z.strictObject({
  position: z.string(),
  knownAt: z.array(z.string()),
  ids: z.record(z.string(), z.string()),
  coverage: z.record(z.string(), z.string()),
  asked: z.array(
    z.strictObject({
      account: z.string(),
      query: z.string(),
      data: z.unknown(),
      was: z.unknown().optional(),
      why: z.string().optional(),
    }),
  ),
});
const { position, knownAt, ids, coverage, asked } = Answers.parse(
  JSON.parse(await readFile(at("answers.json"), "utf8")),
);

const unpack = async (dataFolder: string): Promise<void> => {
  const events = join(dataFolder, "events");
  await mkdir(events, { recursive: true });
  await writeFile(join(events, "events.sqlite"), gunzipSync(await readFile(at("events.sqlite.gz"))));
  await copyFile(at("events.mark"), join(events, "events.mark"));
};

let system: System;
beforeAll(async () => {
  system = await startSystem({ empty: true, found: unpack });
  await system.query("bureau-330000", `{ region(code: "330000") { code } }`, position);
}, 400_000);
afterAll(() => system.close());

const byRegion = Map.groupBy(Object.entries(coverage), ([question]) => question.slice(0, 6));

describe("a log of an earlier version gives the same answers as that version", () => {
  test.each([...byRegion])("on the coverage of %s", async (region, questions) => {
    const answers = questions.map(async ([question]) => {
      const [, asOf, rate, basis, stage, part] = question.split(" ");
      const args = `region: "${region}", asOf: "${asOf}", rate: ${rate}, basis: ${basis}, stage: ${stage}`;
      const known = `knownAt: "${knownAt[Number(part)]}"`;
      const answer = await coverageOf(system, `bureau-${region.slice(0, 2)}0000`, `${args}, ${known}`);
      return [question, `${answer.numerator}/${answer.denominator} ${answer.rate ?? answer.reason}`];
    });
    expect(Object.fromEntries(await Promise.all(answers))).toEqual(Object.fromEntries(questions));
  });

  test.each(asked)("to $account: $query", async ({ account, query, data, was }) => {
    expect(await system.query(account, query)).toEqual(data);
    // An answer that is listed as wrong must differ from the right one.
    expect(was).not.toEqual(data);
  });
});

describe("a log of an earlier version accepts further commands", () => {
  const county = "bureau-330108";
  const on = "2025-09-01";
  const opening = (code: string) => ({
    code,
    name: "另一所学校",
    type: "312",
    ownership: "PUBLIC",
    urbanRural: "111",
    on,
    locatedIn: "330108",
    administeredBy: "330108",
  });

  test.each([
    ["of an open school", "2133000101"],
    ["that a converted school had", "2133000104"],
    ["that a converted school has", "3133000904"],
    ["of a closed school", "2133000105"],
    ["of a school that was merged", "2133000108"],
  ])("but no school can be opened with the code %s", async (_whose, code) => {
    const reply = await system.command(county, "school/open-school", opening(code));
    expect([reply.status, reply.body.code]).toEqual([409, "SCHOOL_CODE_TAKEN"]);
  });

  test("an old school is renamed, gets another code and is found by it", async () => {
    await system.done(county, `school/${ids["A7"]}/rename-school`, { on, name: "新名小学" });
    const change = { on: "2025-10-01", type: "312", code: "3133000777", name: "新名学校" };
    const { position: then } = await system.done(county, `school/${ids["A7"]}/convert-school`, change);
    const { school } = await system.query<{ school: { id: string; name: string } }>(
      county,
      `{ school(code: "3133000777", asOf: "2025-10-01") { id name } }`,
      then,
    );
    expect(school).toEqual({ id: ids["A7"], name: "新名学校" });
  });

  test("an old record is corrected, and with an earlier knownAt the answer stays the same", async () => {
    const { position: then } = await system.done("bureau-330100", `school/${ids["A2"]}/correct-record`, {
      event: ids["A2 renamed"],
      change: { on: "2018-05-01" },
      reason: "笔误",
    });
    type Named = { before: { name: string }; now: { name: string } };
    const asOf = `id: "${ids["A2"]}", asOf: "2018-04-01"`;
    const document = `{ before: school(${asOf}, knownAt: "${knownAt[2]}") { name } now: school(${asOf}) { name } }`;
    expect(await system.query<Named>(county, document, then)).toEqual({
      before: { name: "示例学校A2（新名）" },
      now: { name: "示例学校A2" },
    });
  });

  test("an old member leaves", async () => {
    const { position: then } = await system.done(county, `membership/${ids["A4"]}/leave-group`, {
      on,
      groupId: ids["G1"],
    });
    const { school } = await system.query<{ school: { memberships: unknown[] } }>(
      county,
      `{ school(id: "${ids["A4"]}", asOf: "${on}") { memberships { role } } }`,
      then,
    );
    expect(school.memberships).toEqual([]);
  });

  test("an old draft is approved, and its lead is a member", async () => {
    await system.done(county, `group/${ids["G6"]}/approve-group`, { on });
    type Lead = { group: { status: string; members: { role: string }[] } };
    await expect
      .poll(() =>
        system.query<Lead>(county, `{ group(id: "${ids["G6"]}", asOf: "${on}") { status members { role } } }`),
      )
      .toEqual({ group: { status: "ACTIVE", members: [{ role: "LEAD" }] } });
  });

  test("a closed school is restored under its old code", async () => {
    await system.done(county, `school/${ids["A5"]}/restore-school`, { on });
  });

  test("schools of a merged or recoded county belong to the bureau of its successor", async () => {
    await system.done("bureau-330102", `school/${ids["C1"]}/rename-school`, { on, name: "江干旧校" });
    await system.done("bureau-340422", `school/${ids["D1"]}/rename-school`, { on, name: "寿县旧校" });
  });
});
