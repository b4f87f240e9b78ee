import { describe, expect, test } from "vitest";
import { folded } from "./fold.ts";
import { plan } from "./plan.ts";

const world = folded(plan);
const steps = plan.flatMap(({ waves }) => waves.flat());

describe("the plan", () => {
  test("stays under 1,500 commands, each with its own id", () => {
    expect(steps.length).toBeGreaterThan(800);
    expect(steps.length).toBeLessThan(1_500);
    expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
  });

  test("is recorded in ascending order, and ends well before November 2026", () => {
    const instants = plan.map(({ recordedAt }) => recordedAt.getTime());
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(instants.at(-1)).toBeLessThan(new Date("2026-06-01").getTime());
  });

  test("records nothing before it has come about", () => {
    const early = plan.flatMap(({ recordedAt, waves }) =>
      waves.flat().filter(({ body }) => String(body.on ?? "") > recordedAt.toISOString().slice(0, 10)),
    );
    expect(early).toEqual([]);
  });

  test("sends no two steps of one stream in one wave", () => {
    const clashes = plan.flatMap(({ waves }) =>
      waves.flatMap((wave) => {
        const streams = wave.map(({ path, id }) =>
          path.split("/").length > 4 ? path.split("/").slice(2, 4).join("-") : id,
        );
        return streams.filter((stream, index) => streams.indexOf(stream) !== index);
      }),
    );
    expect(clashes).toEqual([]);
  });

  test("speaks only of schools and groups that an earlier wave has brought about", () => {
    const known = new Set<string>();
    const dangling = plan
      .flatMap(({ waves }) => waves)
      .flatMap((wave) => {
        const before = new Set(known);
        for (const one of folded([{ recordedAt: new Date(0), labelZh: "", waves: [wave] }]).all) known.add(one.id);
        return wave.flatMap(({ path, body }) =>
          [path.split("/").length > 4 && path.split("/")[3], body.groupId, body.leadSchoolId, body.toSchoolId].filter(
            (id) => typeof id === "string" && id !== "cn" && !before.has(id),
          ),
        );
      });
    expect(dangling).toEqual([]);
  });

  test("gives every school a code of ten digits that no other has, and marks invented names", () => {
    const codes = [...world.of("school/open-school"), ...world.of("school/convert-school")].map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((code) => !/^(21|31|34)\d{8}$/.test(code))).toEqual([]);
    const real = world
      .of("school/open-school")
      .map(({ name }) => name)
      .filter((name) => !name.includes("示例"));
    expect(real.toSorted()).toEqual(
      [
        "冷湖中学",
        "杭州二中白马湖学校",
        "江南实验学校",
        "茫崖市实验小学",
        "茫崖市第一中学",
        "茫崖市第二中学",
      ].toSorted(),
    );
  });

  test("joins no school before it and the group are there, and no school to two tight groups", () => {
    const opened = new Map(world.of("school/open-school").map(({ id, day }) => [id, day]));
    const approved = new Map(world.of("group/approve-group").map(({ id, day }) => [id, day]));
    const drafted = new Map(world.of("group/draft-group").map((group) => [group.id, group]));
    const joined = world.of("membership/join-group");
    expect(
      joined.filter(({ id, groupId, day }) => day < (opened.get(id) ?? "9") || day < (approved.get(groupId) ?? "9")),
    ).toEqual([]);
    expect(
      [...drafted.values()].filter(
        ({ id, leadSchoolId }) => (approved.get(id) ?? "") < (opened.get(leadSchoolId) ?? "9"),
      ),
    ).toEqual([]);
    const tight = [
      ...joined.map(({ id, groupId }) => ({ school: id, group: drafted.get(groupId) })),
      ...[...drafted.values()].map((group) => ({ school: group.leadSchoolId, group })),
    ]
      .filter(({ group }) => group?.tightness === "TIGHT")
      .map(({ school }) => school);
    expect(tight.length).toBeGreaterThan(50);
    expect(new Set(tight).size).toBe(tight.length);
  });
});
