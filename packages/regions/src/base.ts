import { Day, type RegionCode, type RegionId, type RegionLevel } from "@lianxiao/events";
import table from "./statistics-2023.json" with { type: "json" };

/** A unit of the administrative tree (行政区划) on some day; `id` is constant, everything else may change. */
export type Region = {
  readonly id: RegionId;
  readonly code: RegionCode;
  readonly name: string;
  readonly level: RegionLevel;
  readonly parent: RegionId | null;
};

/** The source of the base table, and the day to which it applies. */
export const source = { nameZh: table.nameZh, asOf: Day.parse(table.asOf), publishedOn: Day.parse(table.publishedOn) };

const names = new Map(Object.entries(table.names));

const provinceOf = (code: RegionCode): RegionCode => `${code.slice(0, 2)}0000`;
const cityOf = (code: RegionCode): RegionCode => `${code.slice(0, 4)}00`;

const levelOf = (code: RegionCode): RegionLevel => {
  if (code === provinceOf(code)) return "PROVINCE";
  return code === cityOf(code) ? "CITY" : "COUNTY";
};

// The table's artificial city rows (市辖区, 县, 省直辖县级行政区划) are left out; their counties become children of the province.
const parentOf = (code: RegionCode): RegionCode | null => {
  const level = levelOf(code);
  if (level === "PROVINCE") return null;
  return level === "COUNTY" && names.has(cityOf(code)) ? cityOf(code) : provinceOf(code);
};

/**
 * The base table. Codes have two digits each for province, city and county. A city without districts (441900) occurs
 * once, as a city. The id of a unit in the table is its code there.
 */
export const baseRegions: readonly Region[] = names
  .entries()
  .map(([code, name]) => ({ id: code, code, name, level: levelOf(code), parent: parentOf(code) }))
  .toArray();
