import { corrected, isOwn, type RegionEvent, type RegionId } from "@lianxiao/events";
import { Refusal } from "@lianxiao/kernel";
import type { RegionTree } from "@lianxiao/regions";
import { regionIdMeant, type Timeline, unitIdAt } from "@lianxiao/service";

const unitsIn = ({ type, data }: RegionEvent): readonly RegionId[] => {
  if (type === "RegionSetDefined") return data.members;
  const others = [
    "parent" in data ? data.parent : undefined,
    "onto" in data ? data.onto : undefined,
    ...(type === "RegionMerged" ? data.into : []),
  ];
  return [data.id, ...others.filter((id) => id !== null && id !== undefined)];
};

/** All regions that a record concerns, as first recorded and as corrected since. Empty if it is not a record. */
export const touchedBy = (
  { entries }: Pick<Timeline<RegionTree, RegionEvent>, "entries">,
  id: string,
): readonly RegionId[] => {
  const first = entries.find((entry) => entry.id === id)?.event;
  const now = corrected(entries).find((entry) => entry.id === id)?.event;
  return [...new Set([first, now].flatMap((event) => (event && isOwn(event) ? unitsIn(event) : [])))];
};

const listed = (codes: unknown, field: string, idOf: (named: Readonly<Record<string, string>>) => RegionId) =>
  Array.isArray(codes)
    ? codes.map((code, at) => idOf({ [`/change/${field}/${at}`]: String(code) }))
    : [idOf({ [`/change/${field}`]: String(codes) })];

/** Translates codes into ids, as every command does. The record's own unit cannot be corrected. */
export const resolved = (
  change: Readonly<Record<string, unknown>>,
  { tree, on }: { readonly tree: RegionTree; readonly on: string },
): Readonly<Record<string, unknown>> => {
  const day = on === "" ? "1900-01-01" : on;
  const idOf = (named: Readonly<Record<string, string>>) => unitIdAt(tree, day, named);
  const meant = (named: Readonly<Record<string, string>>) => regionIdMeant(tree, day, named);
  const fields = Object.entries(change).map(([field, value]) => {
    if (field === "id" || field === "onto" || field === "set") throw new Refusal("RECORD_MOVED", { field });
    if (field === "parent" && value !== null) return [field, idOf({ "/change/parent": String(value) })];
    if (field === "into") return [field, listed(value, field, idOf)];
    if (field === "members") return [field, listed(value, field, meant)];
    return [field, value];
  });
  return Object.fromEntries(fields);
};
