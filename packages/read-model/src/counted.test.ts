import { describe, expect, test } from "vitest";
import { approved, event, joined, returned } from "../../../test/events.ts";
import { city, cityForEachTest, fraction, group, happens, primary, school } from "./fixture.ts";

cityForEachTest();

describe("what is counted", () => {
  test("a nine-year school is in both stages and once in the total, a teaching point in none", async () => {
    await happens(primary(1), primary(2, { type: "311" }), primary(3, { type: "312" }), primary(4, { type: "218" }));
    await happens(...approved(group(1), school(3)), joined(school(1), group(1)));
    expect(await fraction()).toBe("2/3");
    expect(await fraction({ stage: "PRIMARY" })).toBe("2/2");
    expect(await fraction({ stage: "JUNIOR" })).toBe("1/2");
  });

  test("a school that gives a stage away leaves that stage's schools", async () => {
    await happens(primary(1, { type: "312" }), primary(2, { type: "311" }));
    await happens(
      event("StageTransferred", { schoolId: school(1), on: "2022-09-01", stage: "JUNIOR", toSchoolId: school(2) }),
    );
    expect(await fraction({ stage: "JUNIOR", asOf: "2022-08-31" })).toBe("0/2");
    expect(await fraction({ stage: "JUNIOR" })).toBe("0/1");
    expect(await fraction()).toBe("0/2");
  });

  test("private schools count unless only public ones are asked for", async () => {
    await happens(
      primary(1),
      primary(2, { ownership: "PRIVATE" }),
      ...approved(group(1), school(1)),
      joined(school(2), group(1)),
    );
    expect(await fraction()).toBe("2/2");
    expect(await fraction({ ownership: "PUBLIC" })).toBe("1/1");
  });

  test("schools of the areas that are asked for (城乡分类), by their class of the day", async () => {
    await happens(
      primary(1),
      primary(2, { urbanRural: "122" }),
      primary(3, { urbanRural: "220" }),
      ...approved(group(1), school(1)),
      joined(school(3), group(1)),
      event("SchoolReclassified", { schoolId: school(2), on: "2023-01-01", urbanRural: "112" }),
    );
    const by = (asOf: string) =>
      Promise.all(
        (["ALL", "URBAN", "TOWN", "RURAL", "TOWN_AND_RURAL"] as const).map((urbanRural) =>
          fraction({ urbanRural, asOf }),
        ),
      );
    expect(await by("2022-12-31")).toEqual(["2/3", "1/1", "0/1", "1/1", "1/2"]);
    expect(await by("2023-01-01")).toEqual(["2/3", "1/2", "EMPTY_SET", "1/1", "1/1"]);
  });

  test("pupils are those of the return of the school year, by stage", async () => {
    await happens(
      primary(1, { type: "312" }),
      primary(2),
      primary(3),
      ...approved(group(1), school(1)),
      joined(school(2), group(1)),
    );
    expect(await fraction({ basis: "PUPILS" })).toBe("NO_RETURN");
    await happens(
      returned(school(1), 2023, { PRIMARY: 600, JUNIOR: 400 }),
      returned(school(3), 2023, { PRIMARY: 500 }),
    );
    expect(await fraction({ basis: "PUPILS", asOf: "2023-08-31" })).toBe("NO_RETURN");
    expect(await fraction({ basis: "PUPILS" })).toBe("1000/1500");
    expect(await fraction({ basis: "PUPILS", stage: "PRIMARY" })).toBe("600/1100");
    await happens(returned(school(3), 2023, { PRIMARY: 1_000 }));
    expect(await fraction({ basis: "PUPILS", asOf: "2024-08-31" })).toBe("1000/2000");
  });

  test("pupils of a stage that went elsewhere in the year count nowhere until the other school returns them", async () => {
    await happens(
      primary(1, { type: "312" }),
      primary(2),
      ...approved(group(1), school(1)),
      joined(school(2), group(1)),
    );
    await happens(
      returned(school(1), 2023, { PRIMARY: 500, JUNIOR: 300 }),
      returned(school(2), 2023, { PRIMARY: 100 }),
    );
    await happens(
      event("StageTransferred", { schoolId: school(1), on: "2024-01-01", stage: "JUNIOR", toSchoolId: school(2) }),
      event("StageReceived", { schoolId: school(2), on: "2024-01-01", stage: "JUNIOR", fromSchoolId: school(1) }),
    );
    const pupils = (asOf: string) =>
      Promise.all((["ALL", "PRIMARY", "JUNIOR"] as const).map((stage) => fraction({ basis: "PUPILS", stage, asOf })));
    expect(await pupils("2023-12-31")).toEqual(["900/900", "600/600", "300/300"]);
    expect(await pupils("2024-01-01")).toEqual(["600/600", "600/600", "EMPTY_SET"]);
    await happens(returned(school(2), 2023, { PRIMARY: 100, JUNIOR: 310 }));
    expect(await pupils("2024-01-01")).toEqual(["910/910", "600/600", "310/310"]);
  });

  test("a school handed over counts where it was, until it is handed over", async () => {
    await happens(
      primary(1),
      event("SchoolHandedOver", { schoolId: school(1), on: "2023-01-01", administeredBy: city() }),
    );
    expect(await fraction({ asOf: "2022-12-31" })).toBe("0/1");
    expect(await fraction()).toBe("EMPTY_SET");
    expect(await fraction({ region: city() })).toBe("0/1");
  });
});
