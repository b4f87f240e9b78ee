import { type RegionEvent, region } from "@lianxiao/events";
import { describe, expect, test } from "vitest";
import { treeOf } from "../../../test/tree.ts";
import {
  ancestorsOf,
  childrenOf,
  codeOf,
  covers,
  heirOf,
  isWithin,
  type RegionTree,
  regionOn,
  statusOf,
  unitAt,
  unitGranted,
} from "./index.ts";
import { merged, opened, precision, recoded } from "./tree.fixture.ts";

/** The ids of the first and the second county with the code 362324. */
const [fengcheng, yanshan] = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"];

describe("a recoded unit", () => {
  const tree = treeOf(recoded("371071", "371091", "2025-01-01"));

  test("is the same unit with another code from that day, and its grant follows it", () => {
    expect(["2024-12-31", "2025-01-01"].map((day) => codeOf(tree, "371071", day))).toEqual(["371071", "371091"]);
    expect(["371071", "371091"].map((code) => statusOf(tree, code, "2024-12-31"))).toEqual(["IN_FORCE", "NOT_YET"]);
    expect(["371071", "371091"].map((code) => statusOf(tree, code, "2025-01-01"))).toEqual(["ABOLISHED", "IN_FORCE"]);
    expect(["371071", "371091"].map((grant) => covers(tree, grant, "371071", "2025-01-01"))).toEqual([true, true]);
    expect(unitAt(tree, "371091", "2025-01-01")).toBe("371071");
  });

  test("keeps its children", () => {
    const tree = treeOf(recoded("371000", "371900", "2025-01-01"));
    expect(covers(tree, "371900", "371002", "2025-01-01")).toBe(true);
    expect(childrenOf(tree, "371000", "2025-01-01")).toContain("371002");
  });

  test("changes its level and parent on that day if the event says so (K20)", () => {
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

  test("that gets a code of the published table has the children of that code's unit until then", () => {
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

  test("can get its old code back, as in old records", () => {
    const v1 = (id: string, newCode: string, on: string) => recoded(id, newCode, on, { onto: newCode });
    const tree = treeOf(v1("371071", "371091", "2025-01-01"), v1("371091", "371071", "2026-01-01"));
    expect(["2024-12-31", "2025-06-01", "2026-01-01"].map((day) => heirOf(tree, "371071", day))).toEqual([
      "371071",
      "371091",
      "371071",
    ]);
  });
});

test("a reused code refers to one unit a day, and its earlier unit keeps its own history (K22)", () => {
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

test("a rename and a move change the name and the parent from their day on (K24)", () => {
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

test("two counties can be merged into a new code on the same day (K23)", () => {
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

test("a withdrawn record has no effect, and the last definition of a region set applies", () => {
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

test("records from before regions had ids, in which the code was the id, give the same answers", () => {
  const stored = [
    { type: "RegionOpened", data: { code: "330104", name: "江干区", level: "COUNTY", parent: "330100", on: null } },
    { type: "RegionMerged", data: { code: "330104", into: "330102", on: "2021-04-09" } },
    { type: "RegionRecoded", data: { code: "371071", newCode: "371091", on: "2025-01-01" } },
    { type: "RegionMerged", data: { code: "371091", into: "371002", on: "2030-01-01" } },
  ];
  const tree = treeOf(...stored.flatMap((one) => region.decode(one) ?? []));
  expect(["2021-04-08", "2021-04-09"].map((day) => heirOf(tree, "330104", day))).toEqual(["330104", "330102"]);
  expect(["2024-12-31", "2025-01-01", "2030-01-01"].map((day) => heirOf(tree, "371071", day))).toEqual([
    "371071",
    "371091",
    "371002",
  ]);
  expect(unitAt(tree, "371091", "2026-01-01")).toBe("371091");
});
