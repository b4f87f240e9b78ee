import { z } from "zod";
import { catalogue, type EventOf, event } from "./event-type.ts";
import { Day, effective, Name, Note, RegionCode, RegionId, RegionLevel } from "./vocabulary.ts";

/**
 * The dated changes of the region tree (行政区划调整), all in one stream: its rules are about the tree as a whole.
 * They stand beside the published code table, which has no history. A region is named by its id; its code, name, level and
 * parent are what is said of it from a day on. In the first shapes a region's id was its code.
 */
export const region = catalogue("region", {
  /**
   * A unit begins (设立); without `on` it existed before the records. Of a unit of the published table it says when that
   * one began and what it was then.
   */
  RegionOpened: event(
    z.strictObject({
      code: RegionCode,
      name: Name,
      level: RegionLevel,
      parent: RegionCode.nullable(),
      ...effective,
      on: Day.nullable(),
    }),
  ).became(
    z.strictObject({
      id: RegionId,
      code: RegionCode,
      name: Name,
      level: RegionLevel,
      parent: RegionId.nullable(),
      ...effective,
      on: Day.nullable(),
    }),
    (opened) => ({ ...opened, id: opened.code }),
  ),
  /** A unit ends and its territory goes to others (撤并); the first has what it administered itself. */
  RegionMerged: event(z.strictObject({ code: RegionCode, into: RegionCode, ...effective })).became(
    z.strictObject({ id: RegionId, into: z.array(RegionId).min(1), ...effective }),
    ({ code, into, ...dated }) => ({ ...dated, id: code, into: [into] }),
  ),
  /**
   * A unit goes on under another code (代码变更), perhaps with another name, level and parent. With `onto` it goes on as
   * that unit, which begins then: one of the published table, whose id is the code there.
   */
  RegionRecoded: event(z.strictObject({ code: RegionCode, newCode: RegionCode, ...effective })).became(
    z.strictObject({
      id: RegionId,
      newCode: RegionCode,
      name: Name.optional(),
      level: RegionLevel.optional(),
      parent: RegionId.optional(),
      onto: RegionId.optional(),
      ...effective,
    }),
    // Other old records name by the new code what the unit became, so that is an id too.
    ({ code, newCode, ...dated }) => ({ ...dated, id: code, newCode, onto: newCode }),
  ),
  /** A unit has another name and keeps its code (更名), such as 襄樊市→襄阳市. */
  RegionRenamed: event(z.strictObject({ id: RegionId, name: Name, ...effective })),
  /** A unit comes under another and keeps its code (隶属变更). */
  RegionMoved: event(z.strictObject({ id: RegionId, parent: RegionId, ...effective })),
  /**
   * For how many school years before the present one the bureaus of a region may themselves correct and record what was
   * missed (补录更正期限), also in the regions below it for which nothing is said.
   */
  BackdatingPeriodSet: event(z.strictObject({ id: RegionId, schoolYears: z.int().min(0).max(100), ...effective })),
  /** A named set of regions that reports speak of (统计口径区域集), such as 杭州六城区. */
  RegionSetDefined: event(
    z.strictObject({ set: z.string(), name: Name, members: z.array(RegionCode).min(1), note: Note.optional() }),
  ).became(
    z.strictObject({ set: z.string(), name: Name, members: z.array(RegionId).min(1), note: Note.optional() }),
    (defined) => defined,
  ),
});
export type RegionEvent = EventOf<typeof region>;
