import type { RegionEvent } from "@lianxiao/events";
import { describe, expect, test } from "vitest";
import { treeOf } from "../../../test/tree.ts";
import {
  ancestorsOf,
  childrenOf,
  codeOf,
  covers,
  heirOf,
  isWithin,
  planted,
  type RegionTree,
  regionOn,
  statusOf,
  successorsOf,
  unitAt,
  unitGranted,
  unitMeant,
} from "./index.ts";

const precision = "DAY" as const;
type Data<Type extends RegionEvent["type"]> = Extract<RegionEvent, { type: Type }>["data"];

const opened = (id: string, on: string | null, data: Partial<Data<"RegionOpened">> = {}): RegionEvent => ({
  type: "RegionOpened",
  data: { id, code: id, name: `区${id}`, level: "COUNTY", parent: "330100", on, precision, ...data },
});
const merged = (id: string, into: string[], on: string): RegionEvent => ({
  type: "RegionMerged",
  data: { id, into, on, precision },
});
const recoded = (id: string, newCode: string, on: string, data: Partial<Data<"RegionRecoded">> = {}): RegionEvent => ({
  type: "RegionRecoded",
  data: { id, newCode, on, precision, ...data },
});

/** The first and the second county that had the code 362324, and the id of the second. */
const [fengcheng, yanshan] = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"];

describe("the tree before any change", () => {
  test("holds the base table for all time", () => {
    expect(regionOn(planted, "330108", "1950-01-01")).toMatchObject({
      code: "330108",
      name: "滨江区",
      parent: "330100",
    });
    expect(statusOf(planted, "371071", "2199-12-31")).toBe("IN_FORCE");
  });

  test("lets a grant reach itself and what lies below, and nothing beside or above", () => {
    const reached = (grant: string) =>
      ["330000", "330100", "330108", "330200"].filter((id) => covers(planted, grant, id, "2023-09-01"));
    expect(reached("330000")).toEqual(["330000", "330100", "330108", "330200"]);
    expect(reached("330100")).toEqual(["330100", "330108"]);
    expect(reached("330108")).toEqual(["330108"]);
  });

  test("has provinces, counties of provinces and development zones where they belong", () => {
    expect(ancestorsOf(planted, "371071", "2023-09-01")).toEqual(["371000", "370000"]);
    expect(ancestorsOf(planted, "429004", "2023-09-01")).toEqual(["420000"]);
    expect(childrenOf(planted, "440000", "2023-09-01").filter((id) => id.startsWith("4419"))).toEqual(["441900"]);
    expect(childrenOf(planted, "620200", "2023-09-01")).toEqual(["620201"]);
  });

  test("knows nothing of an unknown code, which neither reaches nor is reached", () => {
    expect(statusOf(planted, "330104", "2020-09-01")).toBe("UNKNOWN");
    expect(unitMeant(planted, "330104", "2020-09-01")).toBeUndefined();
    expect(covers(planted, "330104", "330104", "2020-09-01")).toBe(false);
    expect(covers(planted, "330000", "330104", "2020-09-01")).toBe(false);
  });
});

describe("a unit merged away", () => {
  const tree = treeOf(
    opened("330104", null),
    merged("330104", ["330102"], "2021-04-09"),
    merged("330102", ["330105"], "2024-01-01"),
  );

  test("is in force to the day before and abolished from the day", () => {
    expect(["2021-04-08", "2021-04-09"].map((day) => statusOf(tree, "330104", day))).toEqual(["IN_FORCE", "ABOLISHED"]);
    expect(regionOn(tree, "330104", "2021-04-09")).toBeUndefined();
  });

  test("is followed through a chain of mergers, each from its own day", () => {
    expect(["2021-04-08", "2021-04-09", "2024-01-01"].map((day) => heirOf(tree, "330104", day))).toEqual([
      "330104",
      "330102",
      "330105",
    ]);
    expect(successorsOf(tree, "330104", "2024-01-01")).toEqual(["330105"]);
  });

  test("stays within its city, is reached by its successor, and its own grant reaches nothing (K03)", () => {
    const day = "2021-04-09";
    expect(["330100", "330102", "330104"].map((grant) => covers(tree, grant, "330104", day))).toEqual([
      true,
      true,
      false,
    ]);
    expect(unitGranted(tree, "330104", "2021-04-08")).toBe("330104");
    expect(unitGranted(tree, "330104", day)).toBeUndefined();
  });

  test("among several names all of them; the first has what it ran itself (K19)", () => {
    const tree = treeOf(
      opened("341400", null, { level: "CITY", parent: "340000", name: "巢湖市" }),
      merged("341400", ["340100", "340200", "340500"], "2011-08-22"),
      merged("340200", ["340100"], "2030-01-01"),
    );
    expect(successorsOf(tree, "341400", "2011-08-22")).toEqual(["340100", "340200", "340500"]);
    expect(successorsOf(tree, "341400", "2030-01-01")).toEqual(["340100", "340500"]);
    expect(heirOf(tree, "341400", "2011-08-22")).toBe("340100");
  });

  test("does not end when it is said to merge into itself, as old records may", () => {
    expect(statusOf(treeOf(merged("330102", ["330102"], "2021-04-09")), "330102", "2022-01-01")).toBe("IN_FORCE");
  });
});

describe("a unit of the published table that is opened", () => {
  const tree = treeOf(opened("330113", "2021-04-09"));

  test("is not there before the day, but within its city already", () => {
    expect(["2021-04-08", "2021-04-09"].map((day) => statusOf(tree, "330113", day))).toEqual(["NOT_YET", "IN_FORCE"]);
    expect(covers(tree, "330100", "330113", "2020-09-01")).toBe(true);
    expect(childrenOf(tree, "330100", "2020-09-01")).not.toContain("330113");
  });

  test("leaves the tree before it as it was", () => {
    expect(statusOf(planted, "330113", "2020-01-01")).toBe("IN_FORCE");
  });

  test("again after its end, as in old records, is abolished between", () => {
    const tree = treeOf(merged("330108", ["330109"], "2030-01-01"), opened("330108", "2035-01-01"));
    expect(
      ["2029-12-31", "2030-01-01", "2034-12-31", "2035-01-01"].map((day) => statusOf(tree, "330108", day)),
    ).toEqual(["IN_FORCE", "ABOLISHED", "ABOLISHED", "IN_FORCE"]);
  });
});

describe("a unit recoded", () => {
  const tree = treeOf(recoded("371071", "371091", "2025-01-01"));

  test("is the same unit under another code from the day, and its grant follows it", () => {
    expect(["2024-12-31", "2025-01-01"].map((day) => codeOf(tree, "371071", day))).toEqual(["371071", "371091"]);
    expect(["371071", "371091"].map((code) => statusOf(tree, code, "2024-12-31"))).toEqual(["IN_FORCE", "NOT_YET"]);
    expect(["371071", "371091"].map((code) => statusOf(tree, code, "2025-01-01"))).toEqual(["ABOLISHED", "IN_FORCE"]);
    expect(["371071", "371091"].map((grant) => covers(tree, grant, "371071", "2025-01-01"))).toEqual([true, true]);
    expect(unitAt(tree, "371091", "2025-01-01")).toBe("371071");
  });

  test("takes the units below it along", () => {
    const tree = treeOf(recoded("371000", "371900", "2025-01-01"));
    expect(covers(tree, "371900", "371002", "2025-01-01")).toBe(true);
    expect(childrenOf(tree, "371000", "2025-01-01")).toContain("371002");
  });

  test("changes level and parent from that day when the event says so (K20)", () => {
    const danzhou = fengcheng;
    const tree = treeOf(
      opened(danzhou, null, { code: "469003", parent: "460000" }),
      recoded(danzhou, "460400", "2015-02-19", { onto: "460400", level: "CITY", parent: "460000" }),
    );
    expect(statusOf(tree, "460400", "2015-02-18")).toBe("NOT_YET");
    expect(regionOn(tree, danzhou, "2015-02-18")).toMatchObject({ code: "469003", level: "COUNTY" });
    expect(regionOn(tree, "460400", "2015-02-19")).toMatchObject({ level: "CITY", parent: "460000" });
    expect(heirOf(tree, danzhou, "2015-02-19")).toBe("460400");
    expect(covers(tree, "469003", "460400", "2015-02-19")).toBe(true);
  });

  test("onto one of the published table was it before: what the table has below that one was below it", () => {
    const prefecture = fengcheng;
    const tree = treeOf(
      opened(prefecture, null, { code: "362300", level: "CITY", parent: "360000" }),
      recoded(prefecture, "361100", "2000-06-01", { onto: "361100" }),
    );
    expect(childrenOf(tree, prefecture, "1999-01-01")).toContain("361102");
    expect(isWithin(tree, "361102", prefecture, "1999-01-01")).toBe(true);
    expect(childrenOf(tree, "361100", "2001-01-01")).toContain("361102");
    expect(statusOf(tree, "361100", "1999-01-01")).toBe("NOT_YET");
  });

  test("and back, as old records say it, stands under its old code again", () => {
    const v1 = (id: string, newCode: string, on: string) => recoded(id, newCode, on, { onto: newCode });
    const tree = treeOf(v1("371071", "371091", "2025-01-01"), v1("371091", "371071", "2026-01-01"));
    expect(["2024-12-31", "2025-06-01", "2026-01-01"].map((day) => heirOf(tree, "371071", day))).toEqual([
      "371071",
      "371091",
      "371071",
    ]);
  });
});

test("a code that is given out again stands for one unit a day; who it was before follows its own way (K22)", () => {
  const tree = treeOf(
    opened(fengcheng, null, { code: "362324", name: "丰城县", parent: "360900" }),
    merged(fengcheng, ["360981"], "1981-01-01"),
    opened(yanshan, "1982-01-01", { code: "362324", name: "铅山县", parent: "361100" }),
    recoded(yanshan, "361124", "2000-06-01", { onto: "361124" }),
  );
  const at = (day: string) => [unitAt(tree, "362324", day), heirOf(tree, fengcheng, day), heirOf(tree, yanshan, day)];
  expect(at("1980-01-01")).toEqual([fengcheng, fengcheng, yanshan]);
  expect(at("1981-06-01")).toEqual([undefined, "360981", yanshan]);
  expect(at("1990-01-01")).toEqual([yanshan, "360981", yanshan]);
  expect(at("2001-01-01")).toEqual([undefined, "360981", "361124"]);
  expect(unitGranted(tree, "362324", "2001-01-01")).toBe("361124");
  expect(unitGranted(tree, "362324", "1981-06-01")).toBeUndefined();
});

test("a renaming and a move change the name and the parent from their day (K24)", () => {
  const tree = treeOf(
    {
      type: "RegionOpened",
      data: { id: "420600", code: "420600", name: "襄樊市", level: "CITY", parent: "420000", on: null, precision },
    },
    { type: "RegionRenamed", data: { id: "420600", name: "襄阳市", on: "2010-12-09", precision } },
    { type: "RegionMoved", data: { id: "340181", parent: "340500", on: "2030-01-01", precision } },
  );
  expect(["2010-12-08", "2010-12-09"].map((day) => regionOn(tree, "420600", day)?.name)).toEqual(["襄樊市", "襄阳市"]);
  expect(["2029-12-31", "2030-01-01"].map((day) => ancestorsOf(tree, "340181", day)[0])).toEqual(["340100", "340500"]);
});

test("two counties end in a new code the same day (K23)", () => {
  const tree = treeOf(
    opened("350402", null, { parent: "350400" }),
    opened("350403", null, { parent: "350400" }),
    merged("350402", ["350404"], "2021-04-09"),
    opened("350404", "2021-04-09", { parent: "350400" }),
    merged("350403", ["350404"], "2021-04-09"),
  );
  const statuses = (day: string) => ["350402", "350403", "350404"].map((code) => statusOf(tree, code, day));
  expect(statuses("2021-04-08")).toEqual(["IN_FORCE", "IN_FORCE", "NOT_YET"]);
  expect(statuses("2021-04-09")).toEqual(["ABOLISHED", "ABOLISHED", "IN_FORCE"]);
});

test("a record that is withdrawn never was, and a set of regions is as it was last defined", () => {
  const set = (members: string[]): RegionEvent => ({
    type: "RegionSetDefined",
    data: { set: "urban", name: "城区", members },
  });
  const withdrawn = { event: "0", becomes: null, reason: "误录" };
  const tree: RegionTree = treeOf(
    merged("330104", ["330102"], "2021-04-09"),
    merged("330106", ["330102"], "2021-04-09"),
    { type: "Corrected", data: withdrawn },
    { type: "Corrected", data: { ...withdrawn, event: "1" } },
    set(["330102"]),
    set(["330102", "330108"]),
  );
  expect(statusOf(tree, "330106", "2022-01-01")).toBe("IN_FORCE");
  expect(tree.sets.get("urban")?.members).toEqual(["330102", "330108"]);
});

test("thousands of changes are folded in a moment", () => {
  const changes = Array.from(
    { length: 3_000 },
    (_, n): RegionEvent => ({
      type: "RegionRenamed",
      data: { id: `${330102 + (n % 8)}`, name: `名${n}`, on: `${1900 + (n % 280)}-0${1 + (n % 9)}-01`, precision },
    }),
  );
  const began = performance.now();
  treeOf(...changes);
  expect(performance.now() - began).toBeLessThan(2_000);
});
