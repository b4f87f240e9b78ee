import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { approved, event, joined, returned } from "../../../test/events.ts";
import { city, cityForEachTest, common, county, group, happens, primary, read, region, school } from "./fixture.ts";
import { groupMembers, group as groupOf, type Snapshot, schoolMemberships } from "./index.ts";

cityForEachTest();

const { asOf, knownAt } = common;

/** School 1 is of the first county, schools 2 and 3 are of the second. */
const twoCounties = () =>
  happens(
    region(county(2), city()),
    primary(1),
    primary(2, { administeredBy: county(2), code: "2133990002", name: "邻县小学" }),
    primary(3, { administeredBy: county(2) }),
  );

const reading = <T>(regions: readonly string[], ask: (snapshot: Snapshot) => Promise<T>) => read(ask, { regions });

const membersOf = (regions: readonly string[], n = 1) =>
  reading(regions, (snapshot) => groupMembers(snapshot, { groupIds: [group(n)], asOf, knownAt }));

/** The numbers of the members that a reader sees. */
const seen = async (regions: readonly string[], n = 1) =>
  (await membersOf(regions, n)).map(({ schoolId }) => Number(schoolId.slice(-2)));

/** What a reader finds of one school, as `table: rows`. */
const rowsAbout = (regions: readonly string[], n: number) =>
  reading(regions, async (snapshot) => {
    const found: Record<string, number> = {};
    for (const table of ["school", "campus", "annual_return", "membership", "member_school"]) {
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from ${sql.id(table)} t
        where position(${school(n)} in to_jsonb(t)::text) > 0`.execute(snapshot.sql);
      found[table] = rows[0]?.n ?? 0;
    }
    return found;
  });

describe("all members of a group are seen", () => {
  test("by its region, with code, name and period, also those of other regions", async () => {
    await twoCounties();
    await happens(...approved(group(1), school(1), { region: county() }));
    await happens(joined(school(2), group(1), { on: "2022-09-01" }), joined(school(1), group(1), { role: "LEAD" }));
    await happens(
      event("MemberRoleChanged", { schoolId: school(2), groupId: group(1), on: "2023-03-01", role: "CORE" }),
      event("SchoolLeftGroup", { schoolId: school(2), groupId: group(1), on: "2025-09-01" }),
    );
    expect(await membersOf([county()])).toMatchObject([
      { schoolId: school(1), role: "LEAD", since: "2021-09-01", until: null },
      {
        schoolId: school(2),
        schoolCode: "2133990002",
        schoolName: "邻县小学",
        role: "CORE",
        since: "2022-09-01",
        until: "2025-09-01",
      },
    ]);
    expect(await seen([city()])).toEqual([1, 2]);
  });

  test("by whoever administers its lead, and no longer when another school leads or the lead is lost", async () => {
    await twoCounties();
    await happens(...approved(group(1), school(1), { region: city() }));
    await happens(joined(school(1), group(1)), joined(school(2), group(1)));
    expect([await seen([county()]), await seen([county(2)])]).toEqual([[1, 2], [2]]);
    const lead = (on: string, n: number) =>
      event("GroupLeadChanged", {
        groupId: group(1),
        on,
        leadSchoolId: school(n),
        joins: false,
        formerLeadSchoolId: null,
        kind: "GROUP",
        tightness: "LOOSE",
      });
    await happens(lead("2024-09-01", 2));
    expect([await seen([county()]), await seen([county(2)])]).toEqual([[1], [1, 2]]);
    await happens(
      event("GroupLeadLost", { groupId: group(1), on: "2025-01-01", leadSchoolId: school(2), because: "LEFT" }),
    );
    expect([await seen([county()]), await seen([county(2)]), await seen([city()])]).toEqual([[1], [2], [1, 2]]);
  });
});

describe("whoever is responsible for a group", () => {
  const shared = async () => {
    await twoCounties();
    await happens(returned(school(2), 2023, { PRIMARY: 10 }), returned(school(3), 2023, { PRIMARY: 10 }));
    await happens(
      ...approved(group(1), school(1), { region: county() }),
      ...approved(group(2), school(3), { region: county(2) }),
    );
    await happens(joined(school(2), group(1)), joined(school(2), group(2)), joined(school(3), group(2)));
  };

  test("sees nothing else of a member of another region, and nothing of that region's other schools", async () => {
    await shared();
    expect(await rowsAbout([county()], 2)).toEqual({
      school: 0,
      campus: 0,
      annual_return: 0,
      // Its stay in the other county's group is not theirs to see.
      membership: 1,
      member_school: 1,
    });
    expect(Object.values(await rowsAbout([county()], 3))).toEqual([0, 0, 0, 0, 0]);
    expect(await seen([county()], 2)).toEqual([]);
    const stays = await reading([county()], (snapshot) =>
      schoolMemberships(snapshot, { schoolIds: [school(2)], asOf, knownAt }),
    );
    expect(stays.map(({ groupId }) => groupId)).toEqual([group(1)]);
  });

  test("does not learn what a member was called before it joined or after it left", async () => {
    await twoCounties();
    await happens(...approved(group(1), school(1), { region: county() }));
    const renamed = (on: string, name: string) => event("SchoolRenamed", { schoolId: school(2), on, name });
    await happens(
      renamed("2021-03-01", "入团时"),
      joined(school(2), group(1), { on: "2021-09-01" }),
      event("SchoolLeftGroup", { schoolId: school(2), groupId: group(1), on: "2022-09-01" }),
      renamed("2023-03-01", "改名后"),
    );
    const names = await reading([county()], (snapshot) =>
      sql<{ name: string }>`select distinct name from member_school where school_id = ${school(2)}`.execute(
        snapshot.sql,
      ),
    );
    expect(names.rows).toEqual([{ name: "入团时" }]);
  });

  test("is nobody without a region, nor a region that has nothing to do with it", async () => {
    await shared();
    for (const regions of [[], ["330108"], [""]]) {
      expect(Object.values(await rowsAbout(regions, 2))).toEqual([0, 0, 0, 0, 0]);
      expect(await reading(regions, (snapshot) => groupOf(snapshot, { id: group(1), asOf, knownAt }))).toBeUndefined();
    }
  });
});

test("a member's region sees the group and its own school in it, not the other members", async () => {
  await twoCounties();
  await happens(...approved(group(1), school(1), { region: county() }));
  await happens(joined(school(1), group(1), { role: "LEAD" }), joined(school(2), group(1)));
  const found = await reading([county(2)], (snapshot) => groupOf(snapshot, { id: group(1), asOf, knownAt }));
  expect([found?.status, await seen([county(2)])]).toEqual(["ACTIVE", [2]]);
});
