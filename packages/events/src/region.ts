import { z } from "zod";
import { catalogue, type EventOf, event } from "./event-type.ts";
import { Day, effective, Name, Note, RegionCode, RegionLevel } from "./vocabulary.ts";

/**
 * The dated changes of the region tree (行政区划调整), all in one stream: its rules are about the tree as a whole.
 * They stand beside the published code table, which has no history.
 */
export const region = catalogue("region", {
  /** A unit begins (设立); without `on` it existed before the records. */
  RegionOpened: event(
    z.strictObject({
      code: RegionCode,
      name: Name,
      level: RegionLevel,
      parent: RegionCode.nullable(),
      ...effective,
      on: Day.nullable(),
    }),
  ),
  /** A unit ends and its territory goes to another (撤并). */
  RegionMerged: event(z.strictObject({ code: RegionCode, into: RegionCode, ...effective })),
  /** A unit goes on under another code (代码变更). */
  RegionRecoded: event(z.strictObject({ code: RegionCode, newCode: RegionCode, ...effective })),
  /** A named set of regions that reports speak of (统计口径区域集), such as 杭州六城区. */
  RegionSetDefined: event(
    z.strictObject({ set: z.string(), name: Name, members: z.array(RegionCode).min(1), note: Note.optional() }),
  ),
});
export type RegionEvent = EventOf<typeof region>;
