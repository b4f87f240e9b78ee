import { Day, type RegionCode, type RegionId, type RegionLevel } from "@lianxiao/events";
import table from "./statistics-2023.json" with { type: "json" };

/** A unit of the administrative tree as it is on some day; `id` stays while all else may change. */
export type Region = {
  readonly id: RegionId;
  readonly code: RegionCode;
  readonly name: string;
  readonly level: RegionLevel;
  readonly parent: RegionId | null;
};

/** Where the base table comes from, and the day whose state it gives. */
export const source = { nameZh: table.nameZh, asOf: Day.parse(table.asOf), publishedOn: Day.parse(table.publishedOn) };

const names = new Map(Object.entries(table.names));

const provinceOf = (code: RegionCode): RegionCode => `${code.slice(0, 2)}0000`;
const cityOf = (code: RegionCode): RegionCode => `${code.slice(0, 4)}00`;

const levelOf = (code: RegionCode): RegionLevel => {
  if (code === provinceOf(code)) return "PROVINCE";
  return code === cityOf(code) ? "CITY" : "COUNTY";
};

// The table's artificial city rows (市辖区, 县, 省直辖县级行政区划) are left out: a county under one hangs on its province.
const parentOf = (code: RegionCode): RegionCode | null => {
  const level = levelOf(code);
  if (level === "PROVINCE") return null;
  return level === "COUNTY" && names.has(cityOf(code)) ? cityOf(code) : provinceOf(code);
};

/**
 * The base table: codes nest as province 2, city 2, county 2. A city without districts (441900) is there once, as a city.
 * A unit of it has its code there as its id.
 */
export const baseRegions: readonly Region[] = names
  .entries()
  .map(([code, name]) => ({ id: code, code, name, level: levelOf(code), parent: parentOf(code) }))
  .toArray();
