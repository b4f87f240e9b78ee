import { uuidV5 } from "@lianxiao/kernel";
import { describe, expect, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { type Command, command } from "../commands.ts";
import { aSchool } from "../scene.ts";

const { given } = await commandsUnderTest();

/**
 * A change of the tree by a province's bureau. All tests of the file share one event node, so each uses a city of its
 * own.
 */
const said = (name: string, body: object, by = "bureau-360000"): Command => command(by, `region/cn/${name}`, body);
const county = (code: string, parent: string, on: string | null = null, by?: string) =>
  said("open-region", { code, name: `县${code}`, level: "COUNTY", parent, on }, by);
const idOf = ({ commandId }: Command) => uuidV5("region", commandId);

describe("a reused code (K22)", () => {
  const fengcheng = county("362324", "360900");
  const yanshan = county("362324", "361100", "1982-01-01");
  const first = aSchool({ region: "362324", on: "1975-09-01", by: "bureau-360000" });
  const second = aSchool({ region: "362324", on: "1985-09-01", by: "bureau-360000" });
  const history = [
    fengcheng,
    first,
    said("merge-region", { code: "362324", into: "360981", on: "1981-01-01" }),
    yanshan,
    second,
    said("recode-region", { code: "362324", newCode: "361124", on: "2000-06-01" }),
  ];

  test("refers to the unit that has it on the day: events have the unit's id, not its code", async () => {
    await given(...history)
      .asks("bureau-360000", "region/cn/rename-region", { code: "361124", name: "铅山", on: "2010-01-01" })
      .gives({ type: "RegionRenamed", data: { id: "361124", name: "铅山", on: "2010-01-01" } });
    await given()
      .asks("bureau-360000", "region/cn/rename-region", { code: "362324", name: "永平", on: "1990-01-01" })
      .gives({ type: "RegionRenamed", data: { id: idOf(yanshan), name: "永平", on: "1990-01-01" } });
  });

  test("gives each bureau the school of its own unit, also under a grant for a former code of the unit", async () => {
    let days = 0;
    const renaming = async (by: string, school: Command) => {
      days += 1;
      const body = { on: `2026-01-0${days}`, name: "新名小学" };
      return (
        await given()
          .sends(command(by, `school/${school.id}/rename-school`, body))
          .answers()
      ).status;
    };
    expect([await renaming("bureau-361124", second), await renaming("bureau-361124", first)]).toEqual([200, 404]);
    expect([await renaming("bureau-360981", second), await renaming("bureau-360981", first)]).toEqual([404, 200]);
    expect([await renaming("bureau-362324", second), await renaming("bureau-362324", first)]).toEqual([200, 404]);
  });
});

describe("a merger (K02, K03, K19)", () => {
  test("of a city into its own county, of a county into itself or into an ended one is refused", async () => {
    const merging = (code: string, into: string, on = "2025-01-01") => said("merge-region", { code, into, on });
    await given().sends(merging("360100", "360102")).refuses(409, "REGION_LIES_BELOW");
    await given().sends(merging("360102", "360102")).refuses(409, "REGION_INTO_ITSELF");
    await given(county("360191", "360100"), merging("360191", "360102"))
      .sends(merging("360103", "360191", "2025-02-01"))
      .refuses(409, "REGION_NOT_IN_FORCE");
    await given().sends(merging("360103", "369999")).refuses(422, "REGION_UNKNOWN");
  });

  test("does not widen a grant: the heir's account can change the schools, the former unit's cannot", async () => {
    const by = "bureau-340000";
    const ended = county("341491", "340100", null, by);
    const own = aSchool({ region: "341491", by });
    await given(
      ended,
      own,
      said("merge-region", { code: "341491", into: "340102", on: "2025-01-01" }, by),
    ).sendsAtOnce();
    const close = (as: string) => command(as, `school/${own.id}/close-school`, { on: "2026-01-01" });
    await given().sends(close("bureau-341491")).refuses(404, "NOT_FOUND");
    expect((await given().sends(close("bureau-340102")).answers()).status).toBe(200);
  });

  test("can have several heirs, all of which the bureau must cover", async () => {
    const by = "bureau-340000";
    const chaohu = said(
      "open-region",
      { code: "341400", name: "巢湖市", level: "CITY", parent: "340000", on: null },
      by,
    );
    const counties = ["341402", "341422", "341424"].map((code) => county(code, "341400", null, by));
    const on = "2011-08-22";
    const recoded = [
      ["341424", "340523"],
      ["341402", "340181"],
      ["341422", "340225"],
    ].map(([code, newCode]) => said("recode-region", { code, newCode, on }, by));
    const merging = { code: "341400", into: ["340100", "340200", "340500"], on };
    await given(chaohu, ...counties, ...recoded)
      .asks("bureau-340100", "region/cn/merge-region", merging)
      .refuses(403, "OUT_OF_SCOPE");
    await given()
      .sends(said("merge-region", merging, by))
      .gives({ type: "RegionMerged", data: { id: idOf(chaohu), into: merging.into, on } });
  });
});

describe("levels and codes", () => {
  const by = "bureau-330000";
  const opening = (data: object) =>
    said(
      "open-region",
      { code: "330199", name: "新区", level: "COUNTY", parent: "330100", on: "2025-01-01", ...data },
      by,
    );

  test.each([
    ["a county under a county", { parent: "330102" }, "LEVEL_MISMATCH"],
    ["a city under a city", { level: "CITY" }, "LEVEL_MISMATCH"],
    ["a county of the published table that is in force", { code: "330106" }, "REGION_EXISTS"],
  ])("%s cannot be opened", async (_name, data, code) => {
    await given().sends(opening(data)).refuses(409, code);
  });

  test("no unit can be recoded to a code in force", () =>
    given()
      .sends(said("recode-region", { code: "330106", newCode: "330108", on: "2020-01-01" }, by))
      .refuses(409, "REGION_CODE_TAKEN"));

  test("a school can be opened under a code in force on the day, not under an abolished one (K25)", async () => {
    await given(
      county("330191", "330100", null, by),
      said("merge-region", { code: "330191", into: "330102", on: "2021-04-09" }, by),
    )
      .sends(aSchool({ region: "330191", on: "2021-04-09" }))
      .refuses(422, "REGION_ABOLISHED");
    expect(
      (
        await given()
          .sends(aSchool({ region: "330191", on: "2021-04-08" }))
          .answers()
      ).status,
    ).toBe(201);
  });

  test.each(["441900", "620200", "620201", "659005", "371071"])(
    "a school of %s is accepted (K15–K18)",
    async (region) => {
      const by = `bureau-${region.slice(0, 2)}0000`;
      expect((await given().sends(aSchool({ region, by })).answers()).status).toBe(201);
    },
  );
});

describe("a set of regions", () => {
  const defining = (by: string, members: readonly string[]) =>
    command(by, "region/cn/define-region-set", { set: "urban", name: "城区", members });

  test.each([
    ["the same member twice", ["330102", "330102"], "SET_MEMBERS_REPEATED"],
    ["one member within another", ["330100", "330102"], "SET_MEMBERS_NESTED"],
  ])("cannot have %s", async (_name, members, code) => {
    await given().sends(defining("bureau-330000", members)).refuses(409, code);
  });

  test("can be redefined only by a bureau that covers its former and its new members", async () => {
    await given(defining("bureau-330100", ["330102", "330106"]))
      .sends(defining("bureau-440300", ["440305"]))
      .refuses(403, "OUT_OF_SCOPE");
    await given()
      .sends(defining("bureau-330100", ["330102", "440305"]))
      .refuses(403, "OUT_OF_SCOPE");
    expect(
      (
        await given()
          .sends(defining("bureau-330100", ["330108"]))
          .answers()
      ).status,
    ).toBe(200);
  });
});

describe("a wrong change of the tree", () => {
  test("is corrected by codes, unless a later record depends on it", async () => {
    const by = "bureau-320000";
    const merging = said("merge-region", { code: "320193", into: "320102", on: "2020-01-01" }, by);
    const opening = county("320193", "320100", null, by);
    const correct = (recorded: Command, change: object) =>
      said("correct-record", { event: recorded.event, change, reason: "笔误" }, by);
    await given(opening, merging)
      .sends(correct(merging, { into: "320104" }))
      .gives({
        type: "Corrected",
        data: {
          event: merging.event,
          becomes: { type: "RegionMerged", data: { id: idOf(opening), into: ["320104"], on: "2020-01-01" } },
          reason: "笔误",
        },
      });
    await given()
      .sends(correct(merging, { id: "320105" }))
      .refuses(409, "RECORD_MOVED");
    await given()
      .sends(said("withdraw-record", { event: opening.event, reason: "误录" }, by))
      .refuses(409, "REGION_NOT_IN_FORCE", { fact: { record: merging.event } });
  });
});

test("a city's bureau cannot merge another city's county into its own, or its own into another's", async () => {
  const on = "2025-03-01";
  const merge = (code: string, into: string) =>
    given().asks("bureau-330200", "region/cn/merge-region", { code, into, on }).refuses(403, "OUT_OF_SCOPE");
  await merge("330106", "330203");
  await merge("330203", "330106");
});

test("a county's bureau cannot open a region below the county", async () => {
  const body = { code: "339800", name: "新设区", level: "COUNTY", parent: "330203", on: "2025-03-01" };
  await given().asks("bureau-330203", "region/cn/open-region", body).refuses(403, "OUT_OF_SCOPE");
});

test("a malformed set id is reported as such, not as an invalid date", async () => {
  const body = { set: "Bad Set!", name: "区域集", members: ["330203"] };
  await given()
    .asks("bureau-330200", "region/cn/define-region-set", body)
    .refuses(422, "FORMAT_INVALID", { errors: [{ pointer: "/set", code: "FORMAT_INVALID" }] });
});

test("a definition of a region's own is refused without words", async () => {
  const body = { code: "330200", rate: "GROUP", options: {}, text: " ", on: "2025-03-01" };
  await given()
    .asks("bureau-330200", "region/cn/define-rate", body)
    .refuses(422, "TEXT_INVALID", { errors: [{ pointer: "/text", code: "TEXT_INVALID" }] });
});
