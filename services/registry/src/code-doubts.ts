import { doubtsOf, type SchoolEvent, type SchoolState } from "@lianxiao/events";
import { type RegionTree, statusOf } from "@lianxiao/regions";
import { regionCodeAt, type Timeline, type Warning } from "@lianxiao/service";

/** The doubts about the school code in an event, given the regions of its day; empty if it has none. */
export const codeDoubts = (
  event: SchoolEvent,
  { own, tree }: { readonly own: Timeline<SchoolState, SchoolEvent>; readonly tree: RegionTree },
): readonly Warning[] => {
  if (event.type !== "SchoolOpened" && event.type !== "SchoolConverted") return [];
  const { code, type, on } = event.data;
  const region = event.type === "SchoolOpened" ? event.data.administeredBy : own.on(on)?.administeredBy;
  const province = region && regionCodeAt(tree, region, on).slice(0, 2);
  const isProvince = (digits: string) => statusOf(tree, `${digits}0000`, on) !== "UNKNOWN";
  return doubtsOf(code, { type, province, isProvince }).map((doubt) => ({ code: doubt, pointer: "/code" }));
};
