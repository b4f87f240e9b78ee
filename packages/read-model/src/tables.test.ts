import { afterEach, beforeEach, describe, test } from "vitest";
import { approved, event, groupId, joined, opened, returned, schoolId } from "../../../test/events.ts";
import { freshReadModel, given } from "../../../test/projection.ts";

let db: Awaited<ReturnType<typeof freshReadModel>>;
beforeEach(async () => {
  db = await freshReadModel();
});
afterEach(() => db.drop());

const [one, two] = [schoolId(1), schoolId(2)];
const group = groupId(1);

describe("a school", () => {
  test("keeps its identity while it is renamed, converted and closed (茫崖, F15)", async () => {
    await given(
      db,
      opened(one, { on: "2000-09-01", type: "311", code: "3163000001", name: "冷湖中学" }),
      event("SchoolConverted", {
        schoolId: one,
        on: "2020-01-01",
        type: "218",
        code: "2163000009",
        name: "冷湖镇教学点",
      }),
      event("SchoolRenamed", { schoolId: one, on: "2022-01-01", name: "冷湖教学点" }),
      event("SchoolClosed", { schoolId: one, on: "2025-09-01" }),
    ).leaves("school", [
      { school_id: one, name: "冷湖中学", code: "3163000001", counts_junior: true, valid: "[2000-09-01,2020-01-01)" },
      { name: "冷湖镇教学点", code: "2163000009", counts_junior: false, valid: "[2020-01-01,2022-01-01)" },
      { name: "冷湖教学点", type: "218", valid: "[2022-01-01,2025-09-01)" },
    ]);
  });

  test("has each change from its own day, whatever the order in which they are recorded", async () => {
    await given(
      db,
      opened(one, { name: "甲" }),
      event("SchoolReclassified", { schoolId: one, on: "2023-01-01", urbanRural: "220" }),
      event("SchoolRelocated", { schoolId: one, on: "2021-01-01", locatedIn: "330102" }),
    ).leaves("school", [
      { urban_rural: "111", located_in: "330108", valid: "[2020-09-01,2021-01-01)" },
      { urban_rural: "111", located_in: "330102", valid: "[2021-01-01,2023-01-01)" },
      { urban_rural: "220", located_in: "330102", valid: "[2023-01-01,)" },
    ]);
  });

  test("takes its campuses along when it merges into another", async () => {
    await given(
      db,
      opened(one, { campuses: [{ key: "1", name: "本部" }] }),
      event("CampusOpened", { schoolId: one, on: "2021-09-01", campus: { key: "2", name: "东校区" } }),
      event("CampusClosed", { schoolId: one, on: "2022-09-01", key: "2" }),
      event("SchoolMerged", { schoolId: one, on: "2023-09-01", intoSchoolId: two }),
    ).leaves("campus", [
      { school_id: one, key: "1", name: "本部", valid: "[2020-09-01,2023-09-01)" },
      { school_id: one, key: "2", name: "东校区", valid: "[2021-09-01,2022-09-01)" },
    ]);
  });

  test("has one return a school year and stage, the last one recorded", async () => {
    await given(
      db,
      returned(one, 2023, { PRIMARY: 500 }),
      returned(one, 2023, { PRIMARY: 510, JUNIOR: 20 }),
      returned(one, 2024, {}),
    ).leaves("annual_return", [
      { school_year: 2023, stage: "JUNIOR", pupils: 20, valid: "[2023-09-01,2024-09-01)" },
      { school_year: 2023, stage: "PRIMARY", pupils: 510, valid: "[2023-09-01,2024-09-01)" },
      { school_year: 2024, stage: "JUNIOR", pupils: 0, valid: "[2024-09-01,2025-09-01)" },
      { school_year: 2024, stage: "PRIMARY", pupils: 0, valid: "[2024-09-01,2025-09-01)" },
    ]);
  });
});

test("a group is a draft until it is approved, and then as it was last said to be", async () => {
  await given(
    db,
    ...approved(group, one, { on: "2022-09-01", name: "钱塘江教育集团" }),
    event("GroupSuspended", { groupId: group, on: "2023-03-01", reason: "整改" }),
    event("GroupRenamed", { groupId: group, on: "2023-06-01", name: "钱塘教育集团" }),
    event("GroupResumed", { groupId: group, on: "2023-09-01" }),
    event("GroupDissolved", { groupId: group, on: "2024-09-01", reason: "期满" }),
  ).leaves("school_group", [
    { name: "钱塘江教育集团", status: "DRAFT", valid: "(,2022-09-01)" },
    { name: "钱塘江教育集团", status: "ACTIVE", valid: "[2022-09-01,2023-03-01)" },
    { name: "钱塘江教育集团", status: "SUSPENDED", valid: "[2023-03-01,2023-06-01)" },
    { name: "钱塘教育集团", status: "SUSPENDED", valid: "[2023-06-01,2023-09-01)" },
    { name: "钱塘教育集团", status: "ACTIVE", valid: "[2023-09-01,2024-09-01)" },
    { name: "钱塘教育集团", status: "DISSOLVED", valid: "[2024-09-01,)" },
  ]);
});

test("a school's stay in a group ends when it leaves, and it may come back on other terms", async () => {
  await given(
    db,
    joined(one, group, { on: "2021-09-01" }),
    event("SchoolLeftGroup", { schoolId: one, groupId: group, on: "2022-09-01" }),
    joined(one, group, { on: "2023-09-01", tightness: "TIGHT", role: "CORE", campuses: ["2"] }),
    joined(two, group, { on: "2021-09-01", campuses: ["1", "2"] }),
  ).leaves("membership", [
    { school_id: one, tightness: "LOOSE", campuses: null, valid: "[2021-09-01,2022-09-01)" },
    { school_id: two, campuses: ["1", "2"], valid: "[2021-09-01,)" },
    { school_id: one, tightness: "TIGHT", role: "CORE", campuses: ["2"], valid: "[2023-09-01,)" },
  ]);
});
