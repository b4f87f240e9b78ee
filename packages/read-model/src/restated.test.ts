import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type AnyEvent,
  approved,
  correction,
  type Entered,
  entered,
  event,
  groupId,
  joined,
  opened,
  proposed,
  returned,
  schoolId,
} from "../../../test/events.ts";
import { believed, createLog, freshReadModel, given } from "../../../test/projection.ts";
import { applyBatch } from "./index.ts";

let db: Awaited<ReturnType<typeof freshReadModel>>;
beforeEach(async () => {
  db = await freshReadModel();
});
afterEach(() => db.drop());

const one = schoolId(1);
const group = groupId(1);
const record = (n: number, event: AnyEvent): Entered =>
  entered(`70000000-0000-4000-8000-${String(n).padStart(12, "0")}`, event);
const corrected = (n: number, corrects: Entered, becomes: AnyEvent | null) =>
  correction(`71000000-0000-4000-8000-${String(n).padStart(12, "0")}`, { corrects, becomes });

describe("what was missed has its own day", () => {
  test("whenever it is recorded", async () => {
    await given(
      db,
      opened(one, { type: "312", name: "甲" }),
      event("StageTransferred", { schoolId: one, on: "2022-08-01", stage: "JUNIOR", toSchoolId: schoolId(2) }),
      event("SchoolConverted", { schoolId: one, on: "2022-01-01", type: "312", code: "3133000001", name: "乙" }),
    ).leaves("school", [
      { name: "甲", counts_junior: true, valid: "[2020-09-01,2022-01-01)" },
      { name: "乙", counts_junior: true, valid: "[2022-01-01,2022-08-01)" },
      { name: "乙", counts_primary: true, counts_junior: false, valid: "[2022-08-01,)" },
    ]);
  });

  test("and is not what was said of a later one", async () => {
    await given(
      db,
      ...approved(group, one, { on: "2021-09-01", name: "甲" }),
      event("GroupRenamed", { groupId: group, on: "2023-01-01", name: "丙" }),
      event("GroupRenamed", { groupId: group, on: "2022-01-01", name: "乙" }),
    ).leaves("school_group", [
      { name: "甲", status: "DRAFT" },
      { name: "甲", valid: "[2021-09-01,2022-01-01)" },
      { name: "乙", valid: "[2022-01-01,2023-01-01)" },
      { name: "丙", valid: "[2023-01-01,)" },
    ]);
  });
});

describe("a correction", () => {
  test("moves a closing to its right day, with the campuses, and what it said before stays known as it was", async () => {
    const closing = record(1, event("SchoolClosed", { schoolId: one, on: "2023-01-01" }));
    await given(
      db,
      opened(one),
      closing,
      corrected(1, closing, event("SchoolClosed", { schoolId: one, on: "2024-01-01" })),
    ).leaves("campus", [{ valid: "[2020-09-01,2024-01-01)" }]);
    expect(await believed(db, "school", ["valid"])).toEqual([
      { valid: "[2020-09-01,)", known: "[10,20)" },
      { valid: "[2020-09-01,2023-01-01)", known: "[20,30)" },
      { valid: "[2020-09-01,2024-01-01)", known: "[30,)" },
    ]);
  });

  test("in a later batch finds the event that it corrects, and writes only the rows that change", async () => {
    const log = createLog();
    const renaming = record(1, event("SchoolRenamed", { schoolId: one, on: "2022-01-01", name: "误" }));
    await applyBatch(
      db,
      [opened(one, { name: "甲" }), renaming].map((said) => log(said)),
    );
    await applyBatch(db, [log(event("SchoolClosed", { schoolId: one, on: "2024-01-01" }))]);
    await applyBatch(db, [log(corrected(1, renaming, null))]);
    expect(await believed(db, "school", ["name", "valid"])).toEqual([
      { name: "甲", valid: "[2020-09-01,)", known: "[10,20)" },
      { name: "甲", valid: "[2020-09-01,2022-01-01)", known: "[20,40)" },
      { name: "误", valid: "[2022-01-01,)", known: "[20,30)" },
      { name: "误", valid: "[2022-01-01,2024-01-01)", known: "[30,40)" },
      { name: "甲", valid: "[2020-09-01,2024-01-01)", known: "[40,)" },
    ]);
    expect(await believed(db, "campus", ["valid"])).toHaveLength(2);
  });

  test("of a return touches that year's return alone, and a withdrawal leaves the one before it", async () => {
    const log = createLog();
    const [first, second] = [100, 120].map((n) => record(n, returned(one, 2023, { PRIMARY: n })));
    if (first === undefined || second === undefined) throw new Error("Two were made.");
    const pupils = () => believed(db, "annual_return", ["school_year", "pupils"], { stage: "PRIMARY" });
    await applyBatch(
      db,
      [opened(one), first, returned(one, 2022, { PRIMARY: 90 })].map((said) => log(said)),
    );
    await applyBatch(db, [log(second), log(corrected(1, first, returned(one, 2023, { PRIMARY: 110 })))]);
    expect(await pupils()).toEqual([
      { school_year: 2023, pupils: 100, known: "[20,40)" },
      { school_year: 2022, pupils: 90, known: "[30,)" },
      { school_year: 2023, pupils: 120, known: "[40,)" },
    ]);
    await applyBatch(db, [log(corrected(2, second, null))]);
    expect((await pupils()).slice(2)).toEqual([
      { school_year: 2023, pupils: 120, known: "[40,60)" },
      { school_year: 2023, pupils: 110, known: "[60,)" },
    ]);
  });

  test("that moves a return to another year takes it from its own", async () => {
    const wrong = record(1, returned(one, 2023, { PRIMARY: 100 }));
    await given(
      db,
      opened(one),
      wrong,
      returned(one, 2022, { PRIMARY: 90 }),
      corrected(1, wrong, returned(one, 2022, { PRIMARY: 100 })),
    ).leaves("annual_return", [
      { school_year: 2022, stage: "JUNIOR", pupils: 0 },
      { school_year: 2022, stage: "PRIMARY", pupils: 90 },
    ]);
  });

  test("of what nobody recorded, like a command that was abandoned, changes nothing", async () => {
    const nothing = record(1, event("SchoolClosed", { schoolId: one, on: "2023-01-01" }));
    const abandoned: Entered = {
      ...record(2, opened(one)),
      event: { type: "CommandAbandoned", data: { commandId: schoolId(9) } },
    };
    await given(db, opened(one), corrected(1, nothing, null), abandoned).leaves("school", [{ valid: "[2020-09-01,)" }]);
    expect(await believed(db, "school", [])).toEqual([{ known: "[10,)" }]);
  });
});

test("a school that is restored has two periods, and its campuses with it", async () => {
  const campuses = ["1", "2"].map((key) => ({ key, name: `校区${key}` }));
  await given(
    db,
    opened(one, { name: "甲", campuses }),
    event("SchoolClosed", { schoolId: one, on: "2022-01-01" }),
    event("SchoolRestored", { schoolId: one, on: "2023-01-01" }),
    event("SchoolClosed", { schoolId: one, on: "2024-01-01" }),
    event("SchoolRestored", { schoolId: one, on: "2025-01-01", campuses: campuses.slice(1) }),
  ).leaves("campus", [
    { key: "1", valid: "[2020-09-01,2022-01-01)" },
    { key: "2", valid: "[2020-09-01,2022-01-01)" },
    { key: "1", valid: "[2023-01-01,2024-01-01)" },
    { key: "2", valid: "[2023-01-01,2024-01-01)" },
    { key: "2", valid: "[2025-01-01,)" },
  ]);
  await given(db).leaves("school", [
    { name: "甲", valid: "[2020-09-01,2022-01-01)" },
    { name: "甲", valid: "[2023-01-01,2024-01-01)" },
    { name: "甲", valid: "[2025-01-01,)" },
  ]);
});

test("a stage that a school receives is its own from that day", async () => {
  await given(
    db,
    opened(one, { type: "342" }),
    event("StageReceived", { schoolId: one, on: "2022-09-01", stage: "JUNIOR", fromSchoolId: schoolId(2) }),
  ).leaves("school", [
    { counts_junior: false, valid: "[2020-09-01,2022-09-01)" },
    { counts_junior: true, valid: "[2022-09-01,)" },
  ]);
});

test("a group that lost its lead waits until another school leads", async () => {
  await given(
    db,
    ...approved(group, one),
    event("GroupLeadLost", { groupId: group, on: "2023-01-01", leadSchoolId: one, because: "CLOSED" }),
    event("GroupLeadChanged", {
      groupId: group,
      on: "2024-01-01",
      leadSchoolId: schoolId(2),
      joins: false,
      formerLeadSchoolId: null,
      kind: "GROUP",
      tightness: "LOOSE",
    }),
  ).leaves("school_group", [
    { status: "DRAFT" },
    { status: "ACTIVE", lead_school_id: one },
    { status: "WAITING_FOR_LEAD", lead_school_id: one, valid: "[2023-01-01,2024-01-01)" },
    { status: "ACTIVE", lead_school_id: schoolId(2), valid: "[2024-01-01,)" },
  ]);
});

test("a proposal is no membership, and a stay whose role changes began when the school joined", async () => {
  await given(
    db,
    joined(one, group),
    proposed(one, groupId(2)),
    event("MemberRoleChanged", { schoolId: one, groupId: group, on: "2022-09-01", role: "CORE" }),
  ).leaves("membership", [
    { role: "MEMBER", since: "2021-09-01", valid: "[2021-09-01,2022-09-01)" },
    { role: "CORE", since: "2021-09-01", valid: "[2022-09-01,)" },
  ]);
});
