import type { RegionEvent } from "@lianxiao/events";
import { describe, expect, test } from "vitest";
import { treeOf } from "../../../test/tree.ts";
import {
  ancestorsOf,
  childrenOf,
  covers,
  heirOf,
  planted,
  regionOn,
  statusOf,
  successorsOf,
  unitGranted,
  unitMeant,
} from "./index.ts";
import { merged, opened, precision } from "./tree.fixture.ts";

describe("the tree before any change", () => {
  test("has the base table for all time", () => {
    expect(regionOn(planted, "330108", "1950-01-01")).toMatchObject({
      code: "330108",
      name: "滨江区",
      parent: "330100",
    });
    expect(statusOf(planted, "371071", "2199-12-31")).toBe("IN_FORCE");
  });

  test("lets a grant cover its unit and the descendants, but no siblings or ancestors", () => {
    const reached = (grant: string) =>
      ["330000", "330100", "330108", "330200"].filter((id) => covers(planted, grant, id, "2023-09-01"));
    expect(reached("330000")).toEqual(["330000", "330100", "330108", "330200"]);
    expect(reached("330100")).toEqual(["330100", "330108"]);
    expect(reached("330108")).toEqual(["330108"]);
  });

  test("has provinces, counties of provinces and development zones at their places", () => {
    expect(ancestorsOf(planted, "371071", "2023-09-01")).toEqual(["371000", "370000"]);
    expect(ancestorsOf(planted, "429004", "2023-09-01")).toEqual(["420000"]);
    expect(childrenOf(planted, "440000", "2023-09-01").filter((id) => id.startsWith("4419"))).toEqual(["441900"]);
    expect(childrenOf(planted, "620200", "2023-09-01")).toEqual(["620201"]);
  });

  test("does not have an unknown code, which neither covers nor is covered", () => {
    expect(statusOf(planted, "330104", "2020-09-01")).toBe("UNKNOWN");
    expect(unitMeant(planted, "330104", "2020-09-01")).toBeUndefined();
    expect(covers(planted, "330104", "330104", "2020-09-01")).toBe(false);
    expect(covers(planted, "330000", "330104", "2020-09-01")).toBe(false);
  });
});

describe("a merged unit", () => {
  const tree = treeOf(
    opened("330104", null),
    merged("330104", ["330102"], "2021-04-09"),
    merged("330102", ["330105"], "2024-01-01"),
  );

  test("is in force until the day before and abolished from the day on", () => {
    expect(["2021-04-08", "2021-04-09"].map((day) => statusOf(tree, "330104", day))).toEqual(["IN_FORCE", "ABOLISHED"]);
    expect(regionOn(tree, "330104", "2021-04-09")).toBeUndefined();
  });

  test("is followed through a chain of mergers, each from its own day on", () => {
    expect(["2021-04-08", "2021-04-09", "2024-01-01"].map((day) => heirOf(tree, "330104", day))).toEqual([
      "330104",
      "330102",
      "330105",
    ]);
    expect(successorsOf(tree, "330104", "2024-01-01")).toEqual(["330105"]);
  });

  test("stays in its city, is covered by its successor, and its own grant covers nothing (K03)", () => {
    const day = "2021-04-09";
    expect(["330100", "330102", "330104"].map((grant) => covers(tree, grant, "330104", day))).toEqual([
      true,
      true,
      false,
    ]);
    expect(unitGranted(tree, "330104", "2021-04-08")).toBe("330104");
    expect(unitGranted(tree, "330104", day)).toBeUndefined();
  });

  test("can have several successors, of which the first gets what it administered directly (K19)", () => {
    const tree = treeOf(
      opened("341400", null, { level: "CITY", parent: "340000", name: "巢湖市" }),
      merged("341400", ["340100", "340200", "340500"], "2011-08-22"),
      merged("340200", ["340100"], "2030-01-01"),
    );
    expect(successorsOf(tree, "341400", "2011-08-22")).toEqual(["340100", "340200", "340500"]);
    expect(successorsOf(tree, "341400", "2030-01-01")).toEqual(["340100", "340500"]);
    expect(heirOf(tree, "341400", "2011-08-22")).toBe("340100");
  });

  test("does not end if it is merged into itself, as in old records", () => {
    expect(statusOf(treeOf(merged("330102", ["330102"], "2021-04-09")), "330102", "2022-01-01")).toBe("IN_FORCE");
  });
});

describe("an opened unit that is in the published table", () => {
  const tree = treeOf(opened("330113", "2021-04-09"));

  test("is not in force before the day, but already in its city", () => {
    expect(["2021-04-08", "2021-04-09"].map((day) => statusOf(tree, "330113", day))).toEqual(["NOT_YET", "IN_FORCE"]);
    expect(covers(tree, "330100", "330113", "2020-09-01")).toBe(true);
    expect(childrenOf(tree, "330100", "2020-09-01")).not.toContain("330113");
  });

  test("does not change the previous tree", () => {
    expect(statusOf(planted, "330113", "2020-01-01")).toBe("IN_FORCE");
  });

  test("again after its end, as in old records, is abolished in between", () => {
    const tree = treeOf(merged("330108", ["330109"], "2030-01-01"), opened("330108", "2035-01-01"));
    expect(
      ["2029-12-31", "2030-01-01", "2034-12-31", "2035-01-01"].map((day) => statusOf(tree, "330108", day)),
    ).toEqual(["IN_FORCE", "ABOLISHED", "ABOLISHED", "IN_FORCE"]);
  });
});

test("thousands of changes are folded quickly", () => {
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
