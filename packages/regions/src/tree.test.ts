import type { RegionEvent } from "@lianxiao/events";
import { describe, expect, test } from "vitest";
import { covers, grow, planted, regionAt, setOf, statusOf, successorOf } from "./tree.ts";

const grown = (...events: readonly RegionEvent[]) => events.reduce(grow, planted);

const opened = (code: string, name: string, on: string | null, parent = "330100"): RegionEvent => ({
  type: "RegionOpened",
  data: { code, name, level: "COUNTY", parent, on, precision: "DAY" },
});
const merged = (code: string, into: string, on: string): RegionEvent => ({
  type: "RegionMerged",
  data: { code, into, on, precision: "DAY" },
});
const recoded = (code: string, newCode: string, on: string): RegionEvent => ({
  type: "RegionRecoded",
  data: { code, newCode, on, precision: "DAY" },
});

const hangzhou = grown(
  opened("330104", "江干区", null),
  opened("330103", "下城区", null),
  merged("330104", "330102", "2021-04-09"),
  merged("330103", "330105", "2021-04-09"),
  opened("330113", "临平区", "2021-04-09"),
);

describe("the tree before any change", () => {
  test("holds the base table for all time", () => {
    expect(regionAt(planted, "330108", "1950-01-01")).toEqual({
      code: "330108",
      name: "滨江区",
      level: "COUNTY",
      parent: "330100",
    });
    expect(statusOf(planted, "371071", "2199-12-31")).toBe("IN_FORCE");
  });

  test("lets a grant reach itself and what lies below, and nothing beside or above", () => {
    const reached = (grant: string) =>
      ["330000", "330100", "330108", "330200"].filter((code) => covers(planted, grant, code, "2023-09-01"));
    expect(reached("330000")).toEqual(["330000", "330100", "330108", "330200"]);
    expect(reached("330100")).toEqual(["330100", "330108"]);
    expect(reached("330108")).toEqual(["330108"]);
  });

  test("lets a province reach its own counties, cities without districts and development zones", () => {
    expect(covers(planted, "420000", "429004", "2023-09-01")).toBe(true);
    expect(covers(planted, "440000", "441900", "2023-09-01")).toBe(true);
    expect(covers(planted, "371000", "371071", "2023-09-01")).toBe(true);
    expect(covers(planted, "371000", "429004", "2023-09-01")).toBe(false);
  });

  test("knows nothing of an unknown code, which neither reaches nor is reached", () => {
    expect(statusOf(planted, "330104", "2020-09-01")).toBe("UNKNOWN");
    expect(regionAt(planted, "330104", "2020-09-01")).toBeUndefined();
    expect(successorOf(planted, "330104", "2020-09-01")).toBe("330104");
    expect(covers(planted, "330104", "330104", "2020-09-01")).toBe(false);
    expect(covers(planted, "330000", "330104", "2020-09-01")).toBe(false);
  });
});

describe("a district merged away", () => {
  test("is in force to the day before and abolished from the day", () => {
    expect(regionAt(hangzhou, "330104", "2021-04-08")?.name).toBe("江干区");
    expect(statusOf(hangzhou, "330104", "2021-04-08")).toBe("IN_FORCE");
    expect(statusOf(hangzhou, "330104", "2021-04-09")).toBe("ABOLISHED");
    expect(regionAt(hangzhou, "330104", "2021-04-09")).toBeUndefined();
  });

  test("has its successor from the day on only", () => {
    expect(successorOf(hangzhou, "330104", "2021-04-08")).toBe("330104");
    expect(successorOf(hangzhou, "330104", "2021-04-09")).toBe("330102");
    expect(successorOf(hangzhou, "330102", "2021-04-09")).toBe("330102");
  });

  test("is reached by its successor afterwards, and itself reaches nothing any more", () => {
    const both = (day: string) => [
      covers(hangzhou, "330102", "330104", day),
      covers(hangzhou, "330104", "330102", day),
    ];
    expect(both("2021-04-08")).toEqual([false, false]);
    expect(both("2021-04-09")).toEqual([true, false]);
    expect(covers(hangzhou, "330104", "330104", "2021-04-09")).toBe(false);
  });

  test("stays within its city throughout", () => {
    expect(covers(hangzhou, "330100", "330104", "2020-09-01")).toBe(true);
    expect(covers(hangzhou, "330100", "330104", "2026-09-01")).toBe(true);
    expect(covers(hangzhou, "330108", "330104", "2026-09-01")).toBe(false);
  });

  test("is followed through a chain of mergers, each from its own day", () => {
    const tree = grown(
      opened("330104", "江干区", null),
      merged("330104", "330102", "2021-04-09"),
      merged("330102", "330105", "2024-01-01"),
    );
    expect(successorOf(tree, "330104", "2023-12-31")).toBe("330102");
    expect(successorOf(tree, "330104", "2024-01-01")).toBe("330105");
    expect(covers(tree, "330105", "330104", "2024-01-01")).toBe(true);
  });

  test("does not end when it is said to merge into itself", () => {
    expect(statusOf(grown(merged("330102", "330102", "2021-04-09")), "330102", "2022-01-01")).toBe("IN_FORCE");
  });
});

describe("a unit opened", () => {
  test("on a day is not there before it, although the base table lists it", () => {
    expect(statusOf(hangzhou, "330113", "2021-04-08")).toBe("NOT_YET");
    expect(regionAt(hangzhou, "330113", "2021-04-08")).toBeUndefined();
    expect(statusOf(hangzhou, "330113", "2021-04-09")).toBe("IN_FORCE");
  });

  test("and not yet begun is within its city already", () => {
    expect(covers(hangzhou, "330100", "330113", "2020-09-01")).toBe(true);
  });

  test("again after its end is abolished between, and itself again afterwards", () => {
    const tree = grown(merged("330108", "330109", "2030-01-01"), opened("330108", "滨江区", "2035-01-01"));
    expect(
      ["2029-12-31", "2030-01-01", "2034-12-31", "2035-01-01"].map((day) => statusOf(tree, "330108", day)),
    ).toEqual(["IN_FORCE", "ABOLISHED", "ABOLISHED", "IN_FORCE"]);
    expect(successorOf(tree, "330108", "2031-01-01")).toBe("330109");
    expect(successorOf(tree, "330108", "2035-01-01")).toBe("330108");
  });

  test("leaves the tree it was opened in as it was", () => {
    grown(opened("330113", "临平区", "2021-04-09"));
    expect(statusOf(planted, "330113", "2020-01-01")).toBe("IN_FORCE");
  });
});

describe("a unit recoded", () => {
  test("goes on under the new code from the day", () => {
    const tree = grown(recoded("371071", "371091", "2025-01-01"));
    expect(regionAt(tree, "371071", "2024-12-31")?.name).toBe("威海火炬高技术产业开发区");
    expect(statusOf(tree, "371091", "2024-12-31")).toBe("NOT_YET");
    expect(statusOf(tree, "371071", "2025-01-01")).toBe("ABOLISHED");
    expect(regionAt(tree, "371091", "2025-01-01")).toMatchObject({
      name: "威海火炬高技术产业开发区",
      parent: "371000",
    });
    expect(covers(tree, "371091", "371071", "2025-01-01")).toBe(true);
    expect(covers(tree, "371071", "371091", "2025-01-01")).toBe(false);
  });

  test("takes the units below it along", () => {
    const tree = grown(recoded("371000", "371900", "2025-01-01"));
    expect(regionAt(tree, "371002", "2024-12-31")?.parent).toBe("371000");
    expect(regionAt(tree, "371002", "2025-01-01")?.parent).toBe("371900");
    expect(covers(tree, "371900", "371002", "2025-01-01")).toBe(true);
  });

  test("and recoded back stands under its old code again", () => {
    const tree = grown(recoded("371071", "371091", "2025-01-01"), recoded("371091", "371071", "2026-01-01"));
    expect(["2024-12-31", "2025-06-01", "2026-01-01"].map((day) => successorOf(tree, "371071", day))).toEqual([
      "371071",
      "371091",
      "371071",
    ]);
  });
});

test("a set of regions is as it was last defined", () => {
  const set = (members: string[]): RegionEvent => ({
    type: "RegionSetDefined",
    data: { set: "hangzhou-urban-6", name: "杭州六城区", members },
  });
  const tree = grown(set(["330102"]), set(["330102", "330108"]));
  expect(setOf(tree, "hangzhou-urban-6")?.members).toEqual(["330102", "330108"]);
  expect(setOf(tree, "unknown")).toBeUndefined();
});
