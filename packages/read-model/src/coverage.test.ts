import { describe, expect, test } from "vitest";
import { approved, event, joined } from "../../../test/events.ts";
import { city, cityForEachTest, fraction, group, happens, primary, school } from "./fixture.ts";
import { OptionInvalid } from "./index.ts";

cityForEachTest();

describe("a school is covered", () => {
  test("by the group that it leads and by the group that it joined, once however many", async () => {
    await happens(primary(1), primary(2), primary(3));
    await happens(...approved(group(1), school(1)), joined(school(2), group(1)));
    await happens(...approved(group(2), school(2)), joined(school(1), group(2)));
    expect(await fraction()).toBe("2/3");
  });

  test("in its own region, wherever its group is led from", async () => {
    await happens(
      primary(1, { administeredBy: city() }),
      primary(2),
      ...approved(group(1), school(1)),
      joined(school(2), group(1)),
    );
    expect(await fraction()).toBe("1/1");
    expect(await fraction({ region: city() })).toBe("2/2");
  });

  test("from the day the group is approved, not from its draft", async () => {
    await happens(primary(1), primary(2), ...approved(group(1), school(1), { on: "2022-03-01" }));
    await happens(joined(school(2), group(1), { on: "2022-03-01" }));
    expect(await fraction({ asOf: "2022-02-28" })).toBe("0/2");
    expect(await fraction({ asOf: "2022-03-01" })).toBe("2/2");
  });

  test("not by a group of one school, which on two campuses covers these by campuses only", async () => {
    await happens(primary(1), ...approved(group(1), school(1)));
    expect(await fraction()).toBe("0/1");
    // A stay in a campus that is gone is no second campus.
    await happens(joined(school(1), group(1), { campuses: ["9"] }));
    expect(await fraction({ basis: "CAMPUSES" })).toBe("0/1");
    await happens(
      event("CampusOpened", { schoolId: school(1), on: "2022-09-01", campus: { key: "2", name: "东校区" } }),
    );
    expect(await fraction()).toBe("0/1");
    expect(await fraction({ basis: "CAMPUSES" })).toBe("2/2");
  });

  test("not by a group whose other member is a 教学点, unless these are included, which are then covered too", async () => {
    await happens(primary(1), primary(2, { type: "218" }), ...approved(group(1), school(1)));
    await happens(joined(school(2), group(1)));
    const included = { options: { includeTeachingPoints: true } };
    expect(await fraction()).toBe("0/1");
    expect(await fraction(included)).toBe("2/2");
    expect(await fraction({ ...included, stage: "PRIMARY" })).toBe("2/2");
    expect(await fraction({ ...included, stage: "JUNIOR" })).toBe("EMPTY_SET");
  });

  test("only by the forms of group that are asked for", async () => {
    await happens(primary(1), primary(2), ...approved(group(1), school(1), { kind: "ALLIANCE" }));
    await happens(joined(school(2), group(1)));
    expect(await fraction({ options: { kinds: ["ALLIANCE", "ZONE"] } })).toBe("2/2");
    expect(await fraction({ options: { kinds: ["GROUP"] } })).toBe("0/2");
    await expect(fraction({ options: { kinds: ["CLUB"] } })).rejects.toThrow(OptionInvalid);
    await expect(fraction({ options: { kinds: [] } })).rejects.toThrow(OptionInvalid);
    await expect(fraction({ options: { least: 2 } })).rejects.toThrow(OptionInvalid);
  });

  test("not by one school on two campuses that is only called so (一校两区)", async () => {
    await happens(
      primary(1),
      primary(2),
      ...approved(group(1), school(1), { kind: "TWO_CAMPUSES" }),
      joined(school(2), group(1)),
    );
    expect(await fraction()).toBe("0/2");
  });

  test("not by a group whose only other campus has closed, although its school has others", async () => {
    const campuses = ["1", "2"].map((key) => ({ key, name: `校区${key}` }));
    await happens(primary(1), primary(2, { campuses }), ...approved(group(1), school(1)));
    await happens(joined(school(2), group(1), { campuses: ["2"] }));
    await happens(event("CampusClosed", { schoolId: school(2), on: "2023-01-01", key: "2" }));
    expect(await fraction({ asOf: "2022-12-31" })).toBe("1/2");
    expect(await fraction()).toBe("0/2");
  });

  test("not by a group whose other schools have closed", async () => {
    await happens(primary(1), primary(2), ...approved(group(1), school(1)), joined(school(2), group(1)));
    await happens(event("SchoolClosed", { schoolId: school(2), on: "2023-01-01" }));
    expect(await fraction({ asOf: "2022-12-31" })).toBe("2/2");
    expect(await fraction()).toBe("0/1");
  });

  test("not while its group is suspended, from that day only, and again when it resumes", async () => {
    await happens(primary(1), primary(2), ...approved(group(1), school(1)), joined(school(2), group(1)));
    await happens(event("GroupSuspended", { groupId: group(1), on: "2023-03-01", reason: "整改" }));
    await happens(event("GroupResumed", { groupId: group(1), on: "2023-09-01" }));
    await happens(event("GroupDissolved", { groupId: group(1), on: "2024-09-01", reason: "期满" }));
    const on = ["2023-02-28", "2023-03-01", "2023-08-31", "2023-09-01", "2024-08-31", "2024-09-01"];
    expect(await Promise.all(on.map((asOf) => fraction({ asOf })))).toEqual(["2/2", "0/2", "0/2", "2/2", "2/2", "0/2"]);
  });

  test("by a group that waits for its lead, whose lost lead counts only while it is a member", async () => {
    await happens(primary(1), primary(2), primary(3), ...approved(group(1), school(1)));
    await happens(
      joined(school(1), group(1), { role: "LEAD" }),
      joined(school(2), group(1)),
      joined(school(3), group(1)),
    );
    await happens(
      event("GroupLeadLost", { groupId: group(1), on: "2023-03-01", leadSchoolId: school(1), because: "LEFT" }),
      event("SchoolLeftGroup", { schoolId: school(1), groupId: group(1), on: "2023-06-01", asLead: true }),
    );
    const on = ["2023-02-28", "2023-03-01", "2023-06-01"];
    expect(await Promise.all(on.map((asOf) => fraction({ asOf })))).toEqual(["3/3", "3/3", "2/3"]);
  });

  test("no longer after it left", async () => {
    await happens(primary(1), primary(2), primary(3), ...approved(group(1), school(1)));
    await happens(joined(school(2), group(1)), joined(school(3), group(1)));
    await happens(event("SchoolLeftGroup", { schoolId: school(3), groupId: group(1), on: "2023-09-01" }));
    expect(await fraction({ asOf: "2023-08-31" })).toBe("3/3");
    expect(await fraction()).toBe("2/3");
  });

  test("only by tight or only by zone memberships when that is the rate", async () => {
    await happens(primary(1), primary(2), primary(3), ...approved(group(1), school(1), { kind: "ZONE" }));
    await happens(
      joined(school(2), group(1), { tightness: "TIGHT" }),
      ...approved(group(2), school(3)),
      joined(school(1), group(2)),
    );
    expect(await fraction()).toBe("3/3");
    expect(await fraction({ rate: "ZONE" })).toBe("2/3");
    expect(await fraction({ rate: "TIGHT" })).toBe("1/3");
  });
});

describe("a school of several campuses", () => {
  const campuses = ["1", "2", "3"].map((key) => ({ key, name: `校区${key}` }));

  test("is covered only when all its campuses are, while each campus counts for itself", async () => {
    await happens(primary(1), primary(2, { campuses }), ...approved(group(1), school(1), { kind: "GREATER_ZONE" }));
    await happens(joined(school(2), group(1), { campuses: ["1", "2"] }));
    expect(await fraction()).toBe("1/2");
    expect(await fraction({ basis: "CAMPUSES" })).toBe("3/4");
    await happens(event("CampusClosed", { schoolId: school(2), on: "2023-01-01", key: "3" }));
    expect(await fraction()).toBe("2/2");
    expect(await fraction({ basis: "CAMPUSES" })).toBe("3/3");
  });

  test("is not covered by campuses that it no longer has", async () => {
    await happens(
      primary(1),
      primary(2),
      ...approved(group(1), school(1)),
      joined(school(2), group(1), { campuses: ["1"] }),
    );
    await happens(primary(3), joined(school(3), group(1)));
    await happens(event("CampusClosed", { schoolId: school(2), on: "2023-01-01", key: "1" }));
    expect(await fraction()).toBe("2/3");
  });
});
