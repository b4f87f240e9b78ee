import { expect, test } from "vitest";
import { z } from "zod";
import * as vocabulary from "./vocabulary.ts";

// Values that each term must always accept, to cover what a printed shape cannot express. Values are only added, never
// removed or changed: a log may contain them, even those that commands now refuse.
const ids = [
  "0a7a2686-2451-58eb-9cda-a63a32be0427",
  "6b8c51d3-6421-4ebb-a9fc-b9ef73a083ca",
  "019ab1f0-0000-7000-bfff-ffffffffffff",
  "00000000-0000-0000-0000-000000000000",
];
const kept: Readonly<Record<string, readonly unknown[]>> = {
  Day: ["1900-01-01", "1904-02-29", "2000-02-29", "2023-02-28", "2024-02-29", "2024-12-31", "2199-12-31"],
  Precision: ["DAY", "MONTH", "YEAR"],
  RegionCode: ["100000", "110000", "330108", "419001", "659012", "820000", "999999"],
  RegionId: ["100000", "330108", "999999", ...ids],
  RegionLevel: ["PROVINCE", "CITY", "COUNTY"],
  SchoolCode: ["0000000000", "0000000001", "2133000001", "9999999999"],
  SchoolId: ids,
  GroupId: ids,
  CampusKey: ["1", "z", "-", "dong-1", "a".repeat(20)],
  Name: [
    "字",
    "字".repeat(100),
    "𬱖".repeat(100),
    "阿卜杜拉·小学",
    "a b（c）\u3000d",
    "\u00c9cole No. 1",
    // A private-use character, the replacement character, line and paragraph separators, fillers only.
    "\ue863",
    "\ufffd",
    "a\u2028b\u2029c",
    "\u3164",
    "\u2800",
    "\u00ad",
  ],
  Note: ["", "\n", "一\n二", "字".repeat(1_000), "𬱖".repeat(1_000), " a ", "E\u0301cole", "\ue863\ufffd\u2028"],
  SchoolType: ["211", "218", "311", "312", "321", "341", "342", "345"],
  UrbanRural: ["111", "112", "121", "122", "123", "210", "220"],
  Ownership: ["PUBLIC", "PRIVATE"],
  Stage: ["PRIMARY", "JUNIOR"],
  GroupKind: ["GROUP", "ALLIANCE", "ZONE", "GREATER_ZONE", "ENTRUSTED", "TWO_CAMPUSES", "COMMUNITY", "COLLABORATIVE"],
  MemberRole: ["LEAD", "CORE", "MEMBER"],
  Tightness: ["TIGHT", "LOOSE"],
  SchoolYear: [1949, 2026, 2198],
  ByStage: [
    { PRIMARY: 0, JUNIOR: 0 },
    { PRIMARY: 1_000_000, JUNIOR: 1_000_000 },
  ],
};

const terms = Object.entries(vocabulary).flatMap(([name, term]) =>
  term instanceof z.ZodType ? [[name, term] as const] : [],
);

test("every term of the vocabulary has kept values", () => {
  expect(terms.length).toBeGreaterThan(15);
  expect(Object.keys(kept).toSorted()).toEqual(terms.map(([name]) => name).toSorted());
});

test.each(terms)("%s accepts its kept values and does not change them", (name, term) => {
  for (const value of kept[name] ?? [])
    expect(term.safeParse(value), JSON.stringify(value)).toEqual({ success: true, data: value });
});

test.each(terms)("%s has every option of an enum among its kept values", (name, term) => {
  if (term instanceof z.ZodEnum) expect(kept[name]).toEqual(expect.arrayContaining(term.options));
});
