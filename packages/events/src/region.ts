import { z } from "zod";
import { catalogue, type EventOf, event } from "./event-type.ts";
import { Day, effective, Name, Note, RegionCode, RegionId, RegionLevel } from "./vocabulary.ts";

/**
 * The dated changes of the region tree (行政区划调整), all in one stream because the rules concern the tree as a whole.
 * They supplement the published code table, which has no history. A region is identified by its id; its code, name,
 * level and parent are dated. In the first shapes a region's id was its code.
 */
export const region = catalogue("region", {
  /**
   * A unit begins (设立); `on` is null if it existed before the records. For a unit of the published table it records
   * when the unit began and with which code, name, level and parent.
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
  /**
   * A unit ends and its territory goes to others (撤并); the first of `into` gets what the unit administered itself.
   */
  RegionMerged: event(z.strictObject({ code: RegionCode, into: RegionCode, ...effective })).became(
    z.strictObject({ id: RegionId, into: z.array(RegionId).min(1), ...effective }),
    ({ code, into, ...dated }) => ({ ...dated, id: code, into: [into] }),
  ),
  /**
   * A unit continues under another code (代码变更), perhaps with another name, level and parent. With `onto` it
   * continues as that unit of the published table, which begins on that day and whose id is its code in the table.
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
    // Other records in first shapes refer to the resulting unit by the new code, so that is an id too.
    ({ code, newCode, ...dated }) => ({ ...dated, id: code, newCode, onto: newCode }),
  ),
  /** A unit changes its name and keeps its code (更名), such as 襄樊市→襄阳市. */
  RegionRenamed: event(z.strictObject({ id: RegionId, name: Name, ...effective })),
  /** A unit gets another parent and keeps its code (隶属变更). */
  RegionMoved: event(z.strictObject({ id: RegionId, parent: RegionId, ...effective })),
  /**
   * The number of school years before the current one for which the bureaus of a region may themselves correct and
   * record late (补录更正期限). It also applies to the regions below that have no period of their own.
   */
  BackdatingPeriodSet: event(z.strictObject({ id: RegionId, schoolYears: z.int().min(0).max(100), ...effective })),
  /** A named set of regions for reports (统计口径区域集), such as 杭州六城区. */
  RegionSetDefined: event(
    z.strictObject({ set: z.string(), name: Name, members: z.array(RegionCode).min(1), note: Note.optional() }),
  ).became(
    z.strictObject({ set: z.string(), name: Name, members: z.array(RegionId).min(1), note: Note.optional() }),
    (defined) => defined,
  ),
});
export type RegionEvent = EventOf<typeof region>;
