import type { ByStage, Ownership, SchoolType, UrbanRural } from "@lianxiao/events";
import type { z } from "zod";
import type { Step } from "./step.ts";

/** A school of the demo as it is opened. */
export type School = {
  readonly code: string;
  readonly name: string;
  readonly type: SchoolType;
  readonly region: string;
  readonly on: string;
  readonly urbanRural?: UrbanRural;
  readonly ownership?: Ownership;
  readonly campuses?: readonly { readonly key: string; readonly name: string }[];
  /** The assumption behind a date or type that the source does not give. */
  readonly document?: string;
  readonly precision?: "YEAR";
};

const classOf: Readonly<Record<SchoolType, string>> = {
  "211": "21",
  "218": "21",
  "311": "31",
  "312": "31",
  "321": "31",
  "341": "34",
  "342": "34",
  "345": "34",
};

/** A synthetic school code: class, province, then the county's two digits and a serial of four. */
export const codeOf = (type: SchoolType, region: string, serial: number): string =>
  `${classOf[type]}${region.slice(0, 2)}${region.slice(4)}${String(serial).padStart(4, "0")}`;

/** How the steps name a school: by the code that it opened with. Its id comes with the reply to its opening. */
export const idOf = ({ code }: Pick<School, "code">): `@${string}` => `@${code}`;

/** The word of a type in an invented school's name. */
export const wordOf: Readonly<Partial<Record<SchoolType, string>>> = {
  "211": "小学",
  "311": "中学",
  "312": "学校",
  "341": "完全中学",
};

export const numbered = (n: number): string => String(n).padStart(2, "0");

/** 滨江 and the counties elsewhere record for themselves. For the rest of 杭州 the city does: two districts have ended. */
export const bureauOf = (region: string): string =>
  region.startsWith("3301") && region !== "330108" ? "bureau-330100" : `bureau-${region}`;

export const open = ({ region, urbanRural = "111", ownership = "PUBLIC", ...school }: School): Step => ({
  id: `open/${school.code}`,
  account: bureauOf(region),
  path: "/v1/school/open-school",
  body: { ...school, urbanRural, ownership, locatedIn: region, administeredBy: region },
  as: idOf(school),
});

/** A dated change of a school. */
export const change = (
  school: School,
  command: string,
  body: { readonly on: string; readonly [field: string]: unknown },
): Step => ({
  id: `${command}/${school.code}/${body.on}`,
  account: bureauOf(school.region),
  path: `/v1/school/${idOf(school)}/${command}`,
  body,
});

type Count = z.infer<typeof ByStage>;

export const annualReturn = (
  school: School,
  schoolYear: number,
  figures: { readonly pupils: Count; readonly teachers: Count },
): Step => ({
  id: `return/${school.code}/${schoolYear}`,
  account: bureauOf(school.region),
  path: `/v1/school/${idOf(school)}/record-annual-return`,
  body: { schoolYear, ...figures },
});

/** `total` in `count` whole parts of plausibly different size; the same parts every time, and their sum is `total`. */
export const spread = (total: number, count: number): readonly number[] => {
  const weights = Array.from({ length: count }, (_, index) => 9 + ((index * 5) % 7));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let weighed = 0;
  return weights.map((weight) => {
    const before = Math.floor((total * weighed) / all);
    weighed += weight;
    return Math.floor((total * weighed) / all) - before;
  });
};
