import type { RecordOf, RegionEvent } from "@lianxiao/events";
import { describe, test } from "vitest";
import { given } from "../../../test/spec.ts";
import { regionCategory } from "./region.ts";

type Data<Type extends RegionEvent["type"]> = Extract<RegionEvent, { type: Type }>["data"];
const precision = "DAY" as const;
const reform = "2021-04-09";

const open = (data: Partial<Data<"RegionOpened">> = {}): RegionEvent => ({
  type: "RegionOpened",
  data: {
    id: data.code ?? "330104",
    code: "330104",
    name: "区",
    level: "COUNTY",
    parent: "330100",
    on: null,
    precision,
    ...data,
  },
});
const merge = (id: string, into: string | string[], on = reform): RegionEvent => ({
  type: "RegionMerged",
  data: { id, into: [into].flat(), on, precision },
});
const recode = (id: string, newCode: string, data: Partial<Data<"RegionRecoded">> = {}): RegionEvent => ({
  type: "RegionRecoded",
  data: { id, newCode, on: reform, precision, ...data },
});
const rename = (id: string, on = reform): RegionEvent => ({
  type: "RegionRenamed",
  data: { id, name: "新名", on, precision },
});
const move = (id: string, parent: string, on = reform): RegionEvent => ({
  type: "RegionMoved",
  data: { id, parent, on, precision },
});
const withdrawn = (event: string): RecordOf<RegionEvent> => ({
  type: "Corrected",
  data: { event, becomes: null, reason: "误录" },
});

const record = (...history: readonly RecordOf<RegionEvent>[]) => given(regionCategory, ...history);
const another = "00000000-0000-4000-8000-000000000001";

describe("a region opened (SC1)", () => {
  test("existed before the records, or gives the published table's unit its beginning", () => {
    record().when(open()).holds();
    record()
      .when(open({ code: "330113", on: reform }))
      .holds();
  });
  test("is opened once", () => record(open()).when(open()).refuses("REGION_EXISTS"));
  test("of the published table has not begun after the day of the table", () =>
    record()
      .when(open({ code: "330106", on: "2024-01-01" }))
      .refuses("REGION_EXISTS"));
  test("may have a code that has become free, and none in force", () => {
    record(open(), merge("330104", "330102"))
      .when(open({ id: another, on: "2022-01-01" }))
      .holds();
    record(open())
      .when(open({ id: another, on: "2022-01-01" }))
      .refuses("REGION_CODE_TAKEN", { code: "330104" });
  });
  test("before another took the code is refused, and the other is named", () =>
    record(open({ id: another, on: "2000-01-01" }))
      .when(open({ on: null }))
      .refuses("REGION_CODE_TAKEN", { fact: { type: "RegionOpened", on: "2000-01-01" } }));
  test.each([
    ["a province has no parent", { level: "PROVINCE", parent: "330000" }],
    ["only a province has no parent", { parent: null }],
    ["a county is under no county", { parent: "330108" }],
    ["a city is under no city", { level: "CITY", parent: "330100" }],
  ] as const)("%s", (_name, data) => record().when(open(data)).refuses("LEVEL_MISMATCH"));
  test("has a parent in force then", () => {
    record()
      .when(open({ parent: "999900" }))
      .refuses("REGION_NOT_IN_FORCE");
    record(open({ code: "330200", level: "CITY", parent: "330000", on: null }), merge("330200", "330100", "2020-01-01"))
      .when(open({ parent: "330200", on: reform }))
      .refuses("REGION_NOT_IN_FORCE");
  });
  test("is not younger than what lies below it", () =>
    record()
      .when(open({ code: "330100", level: "CITY", parent: "330000", on: "2000-01-01" }))
      .refuses("CHILDREN_BEFORE_PARENT"));
});

describe("a merger", () => {
  test("goes into one unit or several", () => {
    record(open()).when(merge("330104", "330102")).holds();
    record(open())
      .when(merge("330104", ["330102", "330105"]))
      .holds();
  });
  test("goes into a unit that begins that day (K23)", () =>
    record(open())
      .when([open({ code: "330113", on: reform }), merge("330104", "330113")])
      .holds());
  test("goes into no unit that has ended, or that nobody has recorded (K02)", () => {
    record(open(), merge("330104", "330102"))
      .when(merge("330105", "330104", "2022-01-01"))
      .refuses("REGION_NOT_IN_FORCE");
    record(open()).when(merge("330104", "999999")).refuses("REGION_NOT_IN_FORCE");
  });
  test("of a city goes into no county of its own (K02)", () =>
    record().when(merge("330100", "330102")).refuses("REGION_LIES_BELOW"));
  test("goes not into itself", () => record(open()).when(merge("330104", "330104")).refuses("REGION_INTO_ITSELF"));
  test("happens once", () =>
    record(open(), merge("330104", "330102"))
      .when(merge("330104", "330102", "2022-01-01"))
      .refuses("REGION_NOT_IN_FORCE"));
  test("of a city leaves its counties under one that may have counties", () =>
    record().when(merge("330100", "330200")).holds());
  test("before a later change of the same unit is refused, and the later one is named", () =>
    record(open(), rename("330104", "2022-01-01"))
      .when(merge("330104", "330102"))
      .refuses("REGION_NOT_IN_FORCE", { fact: { type: "RegionRenamed", on: "2022-01-01" } }));
  test("may be withdrawn, but not while something rests on it", () => {
    record(open(), merge("330104", "330102")).when(withdrawn("given-1")).holds();
    record(open(), merge("330104", "330102"), open({ id: another, on: "2022-01-01" }))
      .when(withdrawn("given-1"))
      .refuses("REGION_CODE_TAKEN", { fact: { type: "RegionOpened", on: "2022-01-01" } });
  });
});

describe("a recoding", () => {
  test("takes a free code, or that of a unit of the published table which begins with it", () => {
    record(open()).when(recode("330104", "330198")).holds();
    record(open())
      .when(recode("330104", "330113", { onto: "330113" }))
      .holds();
  });
  test("takes no code in force, also not from the published table", () => {
    record(open()).when(recode("330102", "330104")).refuses("REGION_CODE_TAKEN");
    record()
      .when(recode("330102", "330106", { onto: "330106" }))
      .refuses("REGION_CODE_TAKEN");
    record(open())
      .when(recode("330104", "330113", { onto: "330113", on: "2024-01-01" }))
      .refuses("REGION_CODE_TAKEN");
  });
  test("lets two units exchange their codes on one day", () =>
    record()
      .when([recode("330102", "330105"), recode("330105", "330102")])
      .holds());
  test("changes the code", () => record().when(recode("330102", "330102")).refuses("REGION_INTO_ITSELF"));
  test("is of a unit in force", () => record().when(recode("999999", "330198")).refuses("REGION_NOT_IN_FORCE"));
  test("has a level that fits above and below (K20)", () => {
    const danzhou = open({ code: "469003", parent: "460000" });
    record(danzhou)
      .when(recode("469003", "460400", { onto: "460400", level: "CITY", parent: "460000" }))
      .holds();
    record()
      .when(recode("330100", "330198", { level: "COUNTY" }))
      .refuses("LEVEL_MISMATCH");
    record()
      .when(recode("330102", "330198", { level: "CITY" }))
      .refuses("LEVEL_MISMATCH");
  });
});

describe("a move or a renaming", () => {
  test("of a county puts it under another city or its province", () => {
    record().when(move("330102", "330200")).holds();
    record().when(move("330102", "330000")).holds();
  });
  test.each([
    ["itself", "330102", "330102", "REGION_INTO_ITSELF"],
    ["a county", "330102", "330105", "LEVEL_MISMATCH"],
    ["what lies below it", "330100", "330102", "REGION_LIES_BELOW"],
    ["what nobody knows", "330102", "999999", "REGION_NOT_IN_FORCE"],
  ])("goes not under %s", (_name, id, parent, code) => record().when(move(id, parent)).refuses(code));
  test("is of a unit in force, once a day", () => {
    record().when(rename("420600")).holds();
    record(rename("420600")).when(rename("420600")).refuses("SAID_ALREADY");
    record(open(), merge("330104", "330102", "2020-01-01"))
      .when(rename("330104"))
      .refuses("REGION_NOT_IN_FORCE");
    record(open(), merge("330104", "330102", "2020-01-01"))
      .when(move("330104", "330200"))
      .refuses("REGION_NOT_IN_FORCE");
  });
});

describe("a region's own definition of a rate (地方口径)", () => {
  type RateName = Data<"RateDefinedLocally">["rate"];
  const define = (on: string, id = "330100", rate: RateName = "GROUP"): RegionEvent => ({
    type: "RateDefinedLocally",
    data: { id, rate, options: { includeTeachingPoints: true }, text: "教学点计入", on, precision },
  });
  const end = (on: string, rate: RateName = "GROUP"): RegionEvent => ({
    type: "LocalDefinitionEnded",
    data: { id: "330100", rate, on, precision },
  });

  test("is of a region in force", () => {
    record().when(define(reform)).holds();
    record().when(define(reform, "999900")).refuses("REGION_NOT_IN_FORCE");
  });
  test.each([
    [{ least: 2 }, ["least"]],
    [{ kinds: [] }, ["kinds"]],
    [{ kinds: ["GROUP", "CLUB"] }, ["kinds", 1]],
    [{ includeTeachingPoints: 1 }, ["includeTeachingPoints"]],
  ])("has no options %j, which the rate does not have", (options, at) =>
    record()
      .when({
        type: "RateDefinedLocally",
        data: { id: "330100", rate: "GROUP", options, text: "", on: reform, precision },
      })
      .refuses("OPTION_INVALID", { rate: "GROUP", at }),
  );
  test("can be ended while there is one, and made again", () => {
    record(define(reform)).when(end("2022-01-01")).holds();
    record(define(reform), end("2022-01-01")).when(define("2023-01-01")).holds();
    record().when(end(reform)).refuses("NO_LOCAL_DEFINITION", { code: "330100", rate: "GROUP" });
    record(define(reform)).when(end("2022-01-01", "ZONE")).refuses("NO_LOCAL_DEFINITION");
    record(define(reform), end("2022-01-01")).when(end("2023-01-01")).refuses("NO_LOCAL_DEFINITION");
    record(define(reform)).when(end("2020-01-01")).refuses("NO_LOCAL_DEFINITION");
  });
  test("begins or ends once a day, for each rate", () => {
    record(define(reform)).when(define(reform)).refuses("SAID_ALREADY");
    record(define("2020-01-01"), end(reform)).when(define(reform)).refuses("SAID_ALREADY");
    record(define(reform))
      .when(define(reform, "330100", "TIGHT"))
      .holds();
  });
});
