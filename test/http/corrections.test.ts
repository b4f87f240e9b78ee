import { uuidV5 } from "@lianxiao/kernel";
import { describe, expect, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { type Command, command } from "../commands.ts";
import { aSchool, joining, opening, province, scene } from "../scene.ts";

const { given } = await commandsUnderTest();
const county = "bureau-330108";
const city = "bureau-330100";
const reason = "笔误";

const correction = (as: string, { stream, event }: Command, change: object) =>
  command(as, `${stream.replace("-", "/")}/correct-record`, { event, change, reason });
const withdrawal = (as: string, { stream, event }: Pick<Command, "stream" | "event">) =>
  command(as, `${stream.replace("-", "/")}/withdraw-record`, { event, reason });
const act = (school: { readonly id: string }, name: string, body: object, as = province) =>
  command(as, `school/${school.id}/${name}`, body);

describe("a wrong closing date", () => {
  test("is corrected, and what happened in between can be recorded", async () => {
    const school = aSchool();
    const closing = act(school, "close-school", { on: "2024-10-01" });
    const renaming = act(school, "rename-school", { on: "2025-01-01", name: "新名小学" }, county);
    await given(school, closing).sends(renaming).refuses(409, "SCHOOL_CLOSED");
    await given()
      .sends(correction(county, closing, { on: "2025-10-01" }))
      .gives({
        type: "Corrected",
        data: {
          event: closing.event,
          becomes: { type: "SchoolClosed", data: { schoolId: school.id, on: "2025-10-01" } },
          reason,
        },
      });
    expect((await given().sends(renaming).answers()).status).toBe(200);
  });

  test("is withdrawn, and the school closes on another day", async () => {
    const school = aSchool();
    const closing = act(school, "close-school", { on: "2024-10-01" });
    await given(school, closing, withdrawal(county, closing))
      .sends(act(school, "close-school", { on: "2025-10-01" }, county))
      .gives({ type: "SchoolClosed", data: { schoolId: school.id, on: "2025-10-01" } });
  });
});

describe("a late record", () => {
  const missed = (as: string, on: string) => {
    const school = aSchool();
    const later = act(school, "rename-school", { on: "2025-09-01", name: "后名小学" });
    return given(school, later).sends(act(school, "rename-school", { on, name: "前名小学" }, as));
  };

  test("of the current or previous school year is accepted from the county's bureau", async () =>
    expect((await missed(county, "2024-09-01").answers()).status).toBe(200));
  test("of an earlier school year is refused to the county's bureau", async () =>
    missed(county, "2024-08-31").refuses(403, "TOO_LONG_AGO"));
  test("of an earlier school year is accepted from the bureau one level up", async () =>
    expect((await missed(city, "2024-08-31").answers()).status).toBe(200));
  test("of an earlier school year is accepted from the county's bureau within the backdating period", async () => {
    const region = "330127";
    const school = aSchool({ region });
    const on = "2025-09-01";
    const period = command(province, "region/cn/set-backdating-period", { code: region, schoolYears: 2, on });
    const later = act(school, "rename-school", { on, name: "后名小学" });
    const missed = (day: string) =>
      given().sends(act(school, "rename-school", { on: day, name: "前名小学" }, "bureau-330127"));
    await given(school, later, period)
      .sends(act(school, "rename-school", { on: "2023-08-31", name: "前名小学" }, "bureau-330127"))
      .refuses(403, "TOO_LONG_AGO");
    expect((await missed("2023-09-01").answers()).status).toBe(200);
  });
  test("is refused if the same event is already recorded for that day", async () =>
    missed(county, "2025-09-01").refuses(409, "SAID_ALREADY", { on: "2025-09-01" }));
});

describe("a correction", () => {
  test("is limited like a late record, in both the old and the new date", async () => {
    const school = aSchool();
    const old = act(school, "rename-school", { on: "2020-01-01", name: "旧名小学" });
    const recent = act(school, "rename-school", { on: "2025-01-01", name: "新名小学" });
    await given(school, old, recent)
      .sends(correction(county, old, { on: "2025-02-01" }))
      .refuses(403, "TOO_LONG_AGO");
    await given()
      .sends(correction(county, recent, { on: "2021-01-01" }))
      .refuses(403, "TOO_LONG_AGO");
    expect(
      (
        await given()
          .sends(correction(city, old, { on: "2021-01-01" }))
          .answers()
      ).status,
    ).toBe(200);
  });

  test("that conflicts with a later record is refused, and the response names that record", async () => {
    const school = aSchool();
    const closing = act(school, "close-school", { on: "2025-09-01" });
    const renaming = act(school, "rename-school", { on: "2025-03-01", name: "新名小学" });
    await given(school, closing, renaming)
      .sends(correction(county, closing, { on: "2025-02-01" }))
      .refuses(409, "SCHOOL_CLOSED", {
        endedOn: "2025-02-01",
        fact: { record: renaming.event, type: "SchoolRenamed", on: "2025-03-01" },
      });
  });

  test("of a code moves the claim, and the wrong code becomes available", async () => {
    const school = aSchool();
    const { code } = opening();
    await given(school)
      .sends(correction(city, school, { code }))
      .answers();
    expect((await given().asks(county, "school/open-school", opening({ code })).answers()).code).toBe(
      "SCHOOL_CODE_TAKEN",
    );
    expect(
      (
        await given()
          .asks(county, "school/open-school", opening({ code: school.code }))
          .answers()
      ).status,
    ).toBe(201);
  });

  test("of a merger, made at the merged school, also corrects the event of the other school", async () => {
    const { school, other } = scene();
    const on = "2025-03-01";
    const merging = act(school, "merge-school", { on, intoSchoolId: other.id });
    const reply = await given([school, other], merging).sends(withdrawal(county, merging)).answers();
    expect(reply.status).toBe(200);
    const closing = act(other, "close-school", { on }, county);
    expect((await given().sends(closing).answers()).status).toBe(200);
  });

  test("of a mirrored event is refused, and the response names the stream of its source", async () => {
    const { lead, group, running } = scene();
    const joined = { stream: `membership-${lead.id}`, event: uuidV5(group.approval.event, "membership", lead.id) };
    await given(...running)
      .sends(withdrawal(province, joined))
      .refuses(409, "RECORD_OF_ANOTHER", { source: { stream: group.stream } });
  });

  test("of another subject's record is refused", async () => {
    const [school, other] = [aSchool(), aSchool()];
    await given([school, other])
      .asks(county, `school/${school.id}/withdraw-record`, { event: other.event, reason })
      .refuses(409, "RECORD_UNKNOWN", { event: other.event });
  });

  test("of a record that the membership does not have is answered as not found", async () => {
    const { school, group, running } = scene();
    const joined = joining(school, group);
    const unknown = aSchool();
    await given(school, ...running, joined)
      .asks(county, `membership/${school.id}/correct-record`, {
        event: unknown.event,
        change: { on: "2025-03-01" },
        reason,
      })
      .refuses(404, "NOT_FOUND");
  });

  test("does not move a record to another subject", async () => {
    const [school, other] = [aSchool(), aSchool()];
    const renaming = act(school, "rename-school", { on: "2025-03-01", name: "新名小学" });
    await given([school, other], renaming)
      .sends(correction(county, renaming, { schoolId: other.id }))
      .refuses(409, "RECORD_MOVED");
  });

  test.each([
    [{ colour: "red" }, "UNKNOWN_FIELD", "/change/colour"],
    [{ on: "2025-02-30" }, "DATE_INVALID", "/change/on"],
    [{}, "FIELD_REQUIRED", "/change"],
  ])("with the change %o is refused, and the error points to the field", async (change, code, pointer) => {
    const school = aSchool();
    const renaming = act(school, "rename-school", { on: "2025-03-01", name: "新名小学" });
    await given(school, renaming)
      .sends(correction(county, renaming, change))
      .refuses(422, code, { errors: [{ code, pointer }] });
  });

  test("of a membership needs a bureau over both sides, but a withdrawal only one over either", async () => {
    const { school, group, running } = scene({ there: "330102" });
    const joined = joining(school, group, { on: "2025-03-01" });
    await given(school, ...running, joined)
      .sends(correction("bureau-330102", joined, { on: "2025-04-01" }))
      .hides();
    expect((await given().sends(withdrawal("bureau-330102", joined)).answers()).status).toBe(200);
  });
});
