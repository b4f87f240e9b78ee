import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AnyEvent, approved, event, groupId, joined, opened, returned, schoolId } from "../../../test/events.ts";
import { createLog, freshReadModel } from "../../../test/projection.ts";
import {
  applyBatch,
  coverage,
  coverageOfChildren,
  openSnapshot,
  positionAt,
  type Question,
  ratePercent,
  type Snapshot,
} from "./index.ts";

let db: Awaited<ReturnType<typeof freshReadModel>>;
beforeAll(async () => {
  db = await freshReadModel();
});
afterAll(() => db.drop());

const record = createLog();
let run = 0;
let county = "";
let city = "";
const school = (n: number) => schoolId(run * 100 + n);
const group = (n: number) => groupId(run * 100 + n);
const primary = (n: number, data: Parameters<typeof opened>[1] = {}) =>
  opened(school(n), { administeredBy: county, ...data });

const region = (code: string, parent: string | null): AnyEvent => ({
  type: "RegionOpened",
  data: { code, name: `地区${code}`, level: parent === null ? "CITY" : "COUNTY", parent, on: null, precision: "DAY" },
});
const happens = (...events: readonly AnyEvent[]) =>
  applyBatch(
    db,
    events.map((event) => record(event)),
  );

/** Every test has a city of its own with one county. */
beforeEach(async () => {
  run += 1;
  city = `98${String(run).padStart(2, "0")}00`;
  county = `98${String(run).padStart(2, "0")}01`;
  await happens(region(city, null), region(county, city));
});

const read = async <T>(ask: (snapshot: Snapshot) => Promise<T>, regions = [city]): Promise<T> => {
  const snapshot = await openSnapshot(db, { regions }, { today: "2026-01-01" });
  try {
    return await ask(snapshot);
  } finally {
    await snapshot.end();
  }
};

const common = {
  rate: "GROUP",
  basis: "SCHOOLS",
  asOf: "2023-09-01",
  knownAt: 2n ** 60n,
  stage: "ALL",
  ownership: "ALL",
} as const;
const ask = (question: Partial<Omit<Question, "set" | "region">> & { region?: string } = {}, regions = [city]) =>
  read((snapshot) => coverage(snapshot, { ...common, region: county, ...question }), regions);
const fraction = async (question: Parameters<typeof ask>[0] = {}) => {
  const { numerator, denominator, reason } = await ask(question);
  return reason ?? `${numerator}/${denominator}`;
};

describe("a school is covered", () => {
  test("by the group that it leads and by the group that it joined, once however many", async () => {
    await happens(primary(1), primary(2), primary(3));
    await happens(...approved(group(1), school(1)), joined(school(2), group(1)));
    await happens(...approved(group(2), school(2)), joined(school(1), group(2)));
    expect(await fraction()).toBe("2/3");
  });

  test("in its own region, wherever its group is led from", async () => {
    await happens(
      primary(1, { administeredBy: city }),
      primary(2),
      ...approved(group(1), school(1)),
      joined(school(2), group(1)),
    );
    expect(await fraction()).toBe("1/1");
    expect(await fraction({ region: city })).toBe("2/2");
  });

  test("from the day the group is approved, not from its draft", async () => {
    await happens(primary(1), primary(2), ...approved(group(1), school(1), { on: "2022-03-01" }));
    await happens(joined(school(2), group(1), { on: "2022-03-01" }));
    expect(await fraction({ asOf: "2022-02-28" })).toBe("0/2");
    expect(await fraction({ asOf: "2022-03-01" })).toBe("2/2");
  });

  test("not by a group of one school on one campus, but by one of one school on two", async () => {
    await happens(primary(1), ...approved(group(1), school(1)));
    expect(await fraction()).toBe("0/1");
    await happens(
      event("CampusOpened", { schoolId: school(1), on: "2022-09-01", campus: { key: "2", name: "东校区" } }),
    );
    expect(await fraction()).toBe("1/1");
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

  test("a school handed over counts where it was, until it is handed over", async () => {
    await happens(
      primary(1),
      event("SchoolHandedOver", { schoolId: school(1), on: "2023-01-01", administeredBy: city }),
    );
    expect(await fraction({ asOf: "2022-12-31" })).toBe("0/1");
    expect(await fraction()).toBe("EMPTY_SET");
    expect(await fraction({ region: city })).toBe("0/1");
  });
});

describe("what was known", () => {
  test("a joining recorded in March with effect from September shows from March on, for September (F12)", async () => {
    const at = (time: string) => new Date(`${time}T00:00:00+08:00`);
    const write = (event: AnyEvent, time: string) => record(event, at(time));
    const late = [primary(1), primary(2), ...approved(group(1), school(1), { on: "2030-01-01" })];
    await applyBatch(
      db,
      late.map((event) => write(event, "2030-09-01")),
    );
    await applyBatch(db, [write(joined(school(2), group(1), { on: "2030-09-01" }), "2031-03-15")]);
    const known = (time: string) =>
      read(async (snapshot) => {
        const knownAt = await positionAt(snapshot, at(time));
        const { numerator, denominator } = await coverage(snapshot, {
          ...common,
          region: county,
          asOf: "2030-09-15",
          knownAt,
        });
        return `${numerator}/${denominator}`;
      });
    expect(await known("2030-10-01")).toBe("0/2");
    expect(await known("2031-04-01")).toBe("2/2");
  });
});

describe("a region that was merged away", () => {
  const merge = async () => {
    const other = county.replace(/1$/, "2");
    await happens(region(other, city), primary(1), primary(2, { administeredBy: other }));
    await happens(...approved(group(1), school(1)), joined(school(2), group(1)));
    await happens(event("RegionMerged", { code: other, into: county, on: "2021-04-09" }));
    return other;
  };

  test("counts for itself before, and with its successor afterwards, with no school rewritten", async () => {
    const other = await merge();
    const on = (region: string, asOf: string) => ask({ region, asOf: asOf, rate: "GROUP" });
    expect(await on(other, "2021-04-08")).toMatchObject({ denominator: 1, reason: null });
    expect(await on(county, "2021-04-08")).toMatchObject({ denominator: 1 });
    expect(await on(county, "2021-04-09")).toMatchObject({ denominator: 2 });
    expect(await on(other, "2021-04-09")).toEqual({
      numerator: 0,
      denominator: 0,
      reason: "REGION_ABOLISHED",
      successor: county,
    });
  });

  test("is a child of its city before, and no longer afterwards; each school is in one child", async () => {
    await merge();
    const children = (asOf: string) =>
      read((snapshot) => coverageOfChildren(snapshot, { ...common, region: city, asOf }));
    expect((await children("2021-04-08")).map(({ denominator }) => denominator)).toEqual([1, 1]);
    expect(await children("2022-01-01")).toMatchObject([{ code: county, numerator: 2, denominator: 2 }]);
  });
});

describe("a set of regions", () => {
  test("is counted as one, and its members one by one; what has no number says why", async () => {
    const coming: AnyEvent = {
      type: "RegionOpened",
      data: {
        code: county.replace(/1$/, "3"),
        name: "新区",
        level: "COUNTY",
        parent: city,
        on: "2025-01-01",
        precision: "DAY",
      },
    };
    await happens(coming, primary(1), primary(2, { administeredBy: city }));
    await happens({
      type: "RegionSetDefined",
      data: { set: `set-${run}`, name: "城区", members: [county, county.replace(/1$/, "3")] },
    });
    const question: Question = { ...common, set: `set-${run}` };
    expect(await read((snapshot) => coverage(snapshot, question))).toMatchObject({ denominator: 1, reason: null });
    const members = await read((snapshot) => coverageOfChildren(snapshot, question));
    expect(members.map(({ reason, denominator }) => reason ?? denominator)).toEqual([1, "REGION_NOT_YET"]);
    expect(await read((snapshot) => coverage(snapshot, { ...question, set: "unknown" }))).toMatchObject({
      reason: "EMPTY_SET",
    });
  });
});

describe("the answer", () => {
  test("is nothing but the reason for a region that the caller has no grant for, or that nobody knows", async () => {
    await happens(primary(1));
    expect(await ask({}, ["330108"])).toEqual({
      numerator: 0,
      denominator: 0,
      reason: "OUT_OF_SCOPE",
      successor: null,
    });
    expect(await ask({ region: city }, [county])).toMatchObject({ reason: "OUT_OF_SCOPE" });
    expect(await ask({ region: "999999" }, ["999999", ""])).toMatchObject({ reason: "OUT_OF_SCOPE" });
  });

  test("has no children for a county", async () => {
    expect(await read((snapshot) => coverageOfChildren(snapshot, { ...common, region: county }))).toEqual([]);
  });

  test("is a percentage with two decimals, rounded half up from the whole numbers", () => {
    expect([ratePercent(74, 127), ratePercent(81, 139), ratePercent(717, 1_278)]).toEqual([58.27, 58.27, 56.1]);
    expect([ratePercent(1, 8_000), ratePercent(3, 8_000), ratePercent(34, 34), ratePercent(0, 3)]).toEqual([
      0.01, 0.04, 100, 0,
    ]);
    expect(ratePercent(0, 0)).toBeNull();
  });
});
