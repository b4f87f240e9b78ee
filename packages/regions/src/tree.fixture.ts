import type { RegionEvent } from "@lianxiao/events";

export const precision = "DAY" as const;
type Data<Type extends RegionEvent["type"]> = Extract<RegionEvent, { type: Type }>["data"];

export const opened = (id: string, on: string | null, data: Partial<Data<"RegionOpened">> = {}): RegionEvent => ({
  type: "RegionOpened",
  data: { id, code: id, name: `区${id}`, level: "COUNTY", parent: "330100", on, precision, ...data },
});
export const merged = (id: string, into: string[], on: string): RegionEvent => ({
  type: "RegionMerged",
  data: { id, into, on, precision },
});
export const recoded = (
  id: string,
  newCode: string,
  on: string,
  data: Partial<Data<"RegionRecoded">> = {},
): RegionEvent => ({
  type: "RegionRecoded",
  data: { id, newCode, on, precision, ...data },
});
