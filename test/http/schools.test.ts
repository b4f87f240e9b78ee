import { describe, expect, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { command } from "../commands.ts";
import { aSchool, opening, province, scene } from "../scene.ts";

const { given, send } = await commandsUnderTest();
const county = "bureau-330108";
const elsewhere = "bureau-440305";
const on = "2025-03-01";

const conversion = (school: { readonly id: string }, type: string, code: string) =>
  command(county, `school/${school.id}/convert-school`, { on, type, code, name: "九年一贯制学校" });
const close = (school: { readonly id: string }, day = "2024-10-01") =>
  command(province, `school/${school.id}/close-school`, { on: day });
const statuses = (replies: readonly { readonly status: number }[]) => replies.map(({ status }) => status).toSorted();

describe("a school code", () => {
  test("is given to the first of two schools that convert to it, and not to a school opened with it", async () => {
    const [one, other] = [aSchool(), aSchool()];
    const { code } = opening({ type: "312" });
    const first = conversion(one, "312", code);
    const told = await given([one, other], first)
      .sends(conversion(other, "312", code))
      .refuses(409, "SCHOOL_CODE_TAKEN");
    // The response must not name the holder, because the caller may not be allowed to know of it.
    expect(told.detail).toEqual({ code });
    await given()
      .asks(county, "school/open-school", opening({ type: "312", code }))
      .refuses(409, "SCHOOL_CODE_TAKEN");
  });

  test("is given to only one of several concurrent commands, whichever they are", async () => {
    const [one, other] = [aSchool(), aSchool()];
    const { code } = opening({ type: "312" });
    const replies = await given([one, other]).sendsAtOnce(
      conversion(one, "312", code),
      conversion(other, "312", code),
      command(county, "school/open-school", opening({ type: "312", code })),
      command("bureau-440000", "school/open-school", opening({ type: "312", code, region: "440305" })),
    );
    expect(replies.filter(({ status }) => status < 300)).toHaveLength(1);
    expect(replies.filter((reply) => reply.code === "SCHOOL_CODE_TAKEN")).toHaveLength(3);
  });

  test("of a closed school is not given to another", async () => {
    const school = aSchool();
    await given(school, close(school))
      .asks(county, "school/open-school", opening({ code: school.code }))
      .refuses(409, "SCHOOL_CODE_TAKEN", { code: school.code });
  });

  test("that a school has given up cannot be used again, not even by that school", async () => {
    const school = aSchool();
    const { code } = opening({ type: "312" });
    const back = command(county, `school/${school.id}/convert-school`, {
      on: "2025-09-01",
      type: "211",
      code: school.code,
      name: "小学",
    });
    await given(school, conversion(school, "312", code))
      .sends(back)
      .refuses(409, "CODE_IS_DEAD", { code: school.code });
  });

  test("can be kept when a middle school becomes a nine-year school, which has the same class digits", async () => {
    const school = aSchool({ type: "311" });
    await given(school)
      .sends(conversion(school, "312", school.code))
      .gives(
        {
          type: "SchoolConverted",
          data: { schoolId: school.id, on, type: "312", code: school.code, name: "九年一贯制学校" },
        },
        { type: "CodeClaimed", data: { code: school.code, schoolId: school.id } },
      );
  });

  test("cannot be kept when the class digits change", async () => {
    const school = aSchool();
    await given(school)
      .sends(conversion(school, "312", school.code))
      .refuses(409, "CODE_IS_DEAD");
  });
});

describe("a school's own account", () => {
  const counts = { schoolYear: 2025, pupils: { PRIMARY: 900 }, teachers: {} };

  test("is that of its current code: after a conversion the new code has access, the old one does not", async () => {
    const school = aSchool();
    const { code } = opening({ type: "312" });
    const path = `school/${school.id}/record-annual-return`;
    await given(school, conversion(school, "312", code))
      .asks(school.asMember, path, counts)
      .hides();
    expect((await given().asks(`member-${code}`, path, counts).answers()).status).toBe(200);
  });

  test("has no access while the school is closed, and has access again after it is restored", async () => {
    const school = aSchool();
    const path = `school/${school.id}/record-annual-return`;
    await given(school, close(school)).asks(school.asMember, path, counts).hides();
    const restored = command(county, `school/${school.id}/restore-school`, { on });
    expect((await given(restored).asks(school.asMember, path, counts).answers()).status).toBe(200);
  });

  test.each(["close-school", "rename-school", "change-ownership"])("may not %s", async (name) => {
    const school = aSchool();
    const body = {
      on,
      ...(name === "rename-school" && { name: "自改名小学" }),
      ...(name === "change-ownership" && { ownership: "PRIVATE" }),
    };
    await given(school).asks(school.asMember, `school/${school.id}/${name}`, body).refuses(403, "OUT_OF_SCOPE");
    await given().asks(school.asLead, `school/${school.id}/${name}`, body).refuses(403, "OUT_OF_SCOPE");
  });
});

describe("the bureau that administers a school", () => {
  test("has access after the hand-over, and the former county's bureau does not", async () => {
    const school = aSchool();
    const handedOver = command(province, `school/${school.id}/hand-over-school`, { on, administeredBy: "330106" });
    const path = `school/${school.id}/rename-school`;
    await given(school, handedOver).asks(county, path, { on: "2025-09-01", name: "新名小学" }).hides();
    expect((await given().asks("bureau-330106", path, { on: "2025-09-01", name: "新名小学" }).answers()).status).toBe(
      200,
    );
  });

  test("cannot hand it over to a region that it does not cover", async () => {
    const school = aSchool();
    const path = `school/${school.id}/hand-over-school`;
    await given(school).asks(county, path, { on, administeredBy: "440305" }).refuses(403, "OUT_OF_SCOPE");
    await given().asks(province, path, { on, administeredBy: "440305" }).refuses(403, "OUT_OF_SCOPE");
  });

  test("cannot hand it over to a region that does not exist", async () => {
    const school = aSchool();
    await given(school)
      .asks(province, `school/${school.id}/hand-over-school`, { on, administeredBy: "339998" })
      .refuses(422, "REGION_UNKNOWN", { errors: [{ pointer: "/administeredBy", code: "REGION_UNKNOWN" }] });
  });

  test("cannot merge it into a school of another province, or that school into it", async () => {
    const { school } = scene();
    const foreign = aSchool({ region: "440305", by: elsewhere });
    await given(school, foreign)
      .asks(county, `school/${school.id}/merge-school`, { on, intoSchoolId: foreign.id })
      .hides();
    await given().asks(county, `school/${foreign.id}/merge-school`, { on, intoSchoolId: school.id }).hides();
  });
});

describe("schools that end", () => {
  test.each([1, 2, 3, 4, 5])("are not both closed when each is merged into the other concurrently (%i)", async () => {
    const { school, other } = scene();
    const merge = (from: string, into: string) =>
      command(county, `school/${from}/merge-school`, { on, intoSchoolId: into });
    const replies = await given([school, other]).sendsAtOnce(merge(school.id, other.id), merge(other.id, school.id));
    expect(statuses(replies)[1]).toBe(409);
    const gone = await Promise.all(
      [school, other].map(({ id }) =>
        send(command(county, `school/${id}/rename-school`, { on: "2025-09-01", name: "新名" })),
      ),
    );
    expect(gone.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  });

  test("cannot end on the day on which another school is merged into them", async () => {
    const { school, other } = scene();
    const merged = command(county, `school/${school.id}/merge-school`, { on, intoSchoolId: other.id });
    await given([school, other], merged)
      .asks(county, `school/${other.id}/close-school`, { on })
      .refuses(409, "RECEIVES_THAT_DAY");
  });

  test("cannot be the target of a merger after their end", async () => {
    const { school, other } = scene();
    await given([school, other], close(other))
      .asks(county, `school/${school.id}/merge-school`, { on, intoSchoolId: other.id })
      .refuses(409, "SCHOOL_CLOSED", { endedOn: "2024-10-01" });
  });
});

describe("a stage", () => {
  const junior = (school: { readonly id: string }, to: { readonly id: string }, day = on) =>
    command(county, `school/${school.id}/transfer-stage`, { on: day, stage: "JUNIOR", toSchoolId: to.id });

  test("cannot be transferred twice", async () => {
    const [school, to] = [aSchool({ type: "312" }), aSchool()];
    await given([school, to], junior(school, to))
      .sends(junior(school, to, "2025-09-01"))
      .refuses(409, "STAGE_NOT_TAUGHT", { stage: "JUNIOR" });
  });

  test("is in the return of the school that received it, not of the one that transferred it", async () => {
    const [school, to] = [aSchool({ type: "312" }), aSchool()];
    const counts = { schoolYear: 2025, pupils: { JUNIOR: 77 }, teachers: {} };
    await given([school, to], junior(school, to))
      .asks(county, `school/${school.id}/record-annual-return`, counts)
      .refuses(409, "STAGE_NOT_TAUGHT");
    expect((await given().asks(county, `school/${to.id}/record-annual-return`, counts).answers()).status).toBe(200);
  });

  test("cannot be in the return of a school year that has not begun", async () => {
    const school = aSchool();
    await given(school)
      .asks(school.asMember, `school/${school.id}/record-annual-return`, { schoolYear: 2030, pupils: {}, teachers: {} })
      .refuses(422, "YEAR_NOT_BEGUN", { errors: [{ pointer: "/schoolYear", code: "YEAR_NOT_BEGUN" }] });
  });
});
