import { z } from "zod";
import { catalogue, type EventOf, event } from "./event-type.ts";
import { ChosenOptions, RateName } from "./rate.ts";
import { Day, effective, Name, Note, RegionCode, RegionId, RegionLevel } from "./vocabulary.ts";

/**
 * The dated changes of the region tree (行政区划调整), all in one stream: its rules are about the tree as a whole.
 * They complement the published code table, which has no history. A region is identified by its id; its code, name,
 * level and parent are dated. In the first shapes a region's id was its code.
 */
export const region = catalogue("region", {
  /**
   * A unit begins (设立); without `on` it existed before the records. For a unit of the published table: when it began,
   * and with which code, name, level and parent.
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
    ["设立{level}行政区划“{name}”（{code}）[，隶属{parent}]", "opened as “{name}” ({code}, {level})[, under {parent}]"],
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
  /** A unit ends and its territory goes to others (撤并); the first of them gets what it administered directly. */
  RegionMerged: event(z.strictObject({ code: RegionCode, into: RegionCode, ...effective }), [
    "撤销{id}，并入{into}",
    "{id} ended; it went to {into}",
  ]).became(
    z.strictObject({ id: RegionId, into: z.array(RegionId).min(1), ...effective }),
    ({ code, into, ...dated }) => ({ ...dated, id: code, into: [into] }),
  ),
  /**
   * A unit continues under another code (代码变更), possibly with another name, level and parent. With `onto` it continues
   * as that unit of the published table, which begins then and whose id is its code there.
   */
  RegionRecoded: event(z.strictObject({ code: RegionCode, newCode: RegionCode, ...effective }), [
    "{id}代码变更为 {newCode}[，更名为“{name}”][，改为{level}][，改隶{parent}]",
    "{id} recoded {newCode}[, renamed “{name}”][, now {level}][, now under {parent}]",
  ]).became(
    z.strictObject({
      id: RegionId,
      newCode: RegionCode,
      name: Name.optional(),
      level: RegionLevel.optional(),
      parent: RegionId.optional(),
      onto: RegionId.optional(),
      ...effective,
    }),
    // Other old records use the new code for the unit, so that it is an id too.
    ({ code, newCode, ...dated }) => ({ ...dated, id: code, newCode, onto: newCode }),
  ),
  /** A unit gets another name and keeps its code (更名), such as 襄樊市→襄阳市. */
  RegionRenamed: event(z.strictObject({ id: RegionId, name: Name, ...effective }), [
    "{id}更名为“{name}”",
    "{id} renamed “{name}”",
  ]),
  /** A unit gets another parent and keeps its code (隶属变更). */
  RegionMoved: event(z.strictObject({ id: RegionId, parent: RegionId, ...effective }), [
    "{id}改隶{parent}",
    "{id} moved under {parent}",
  ]),
  /**
   * The number of school years before the current one for which the bureaus of a region may correct and record late
   * (补录更正期限), also in the regions below it without a number of their own.
   */
  BackdatingPeriodSet: event(z.strictObject({ id: RegionId, schoolYears: z.int().min(0).max(100), ...effective }), [
    "{id}补录、更正期限定为本学年之前 {schoolYears} 个学年",
    "{id} may correct and record late for {schoolYears} school years before the present one",
  ]),
  /**
   * A definition of a rate of the region's own (地方口径), which also holds for the regions below it without one of their
   * own: with these options, and in words. The rest is as in the published definition.
   */
  RateDefinedLocally: event(
    z.strictObject({ id: RegionId, rate: RateName, options: ChosenOptions, text: Note, ...effective }),
    ["{id}的{rate}采用地方口径：{text}", "{id} reports “{rate}” by a definition of its own: {text}"],
  ),
  /** From that day on the region has no definition of its own for the rate. */
  LocalDefinitionEnded: event(z.strictObject({ id: RegionId, rate: RateName, ...effective }), [
    "{id}的{rate}不再采用地方口径",
    "{id} reports “{rate}” by its own definition no longer",
  ]),
  /** A named set of regions for reports (统计口径区域集), such as 杭州六城区. */
  RegionSetDefined: event(
    z.strictObject({ set: z.string(), name: Name, members: z.array(RegionCode).min(1), note: Note.optional() }),
    ["定义统计区域集“{name}”：{members}", "set “{name}” defined: {members}"],
  ).became(
    z.strictObject({ set: z.string(), name: Name, members: z.array(RegionId).min(1), note: Note.optional() }),
    (defined) => defined,
  ),
});
export type RegionEvent = EventOf<typeof region>;
