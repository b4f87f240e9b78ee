import { Day, dayRange, isDayOutOfRange, RegionCode } from "@lianxiao/events";
import { GraphQLError } from "graphql/index.js";
import { builder } from "../builder.ts";
import { type RefusalCode, refused } from "../refused.ts";

const text = (value: unknown, code: RefusalCode): string => {
  if (typeof value !== "string") throw refused(code);
  return value;
};

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

const dateTime = (value: unknown): Date => {
  const said = text(value, "DATE_TIME_INVALID");
  const at = new Date(said);
  if (!instant.test(said) || Number.isNaN(at.getTime())) throw refused("DATE_TIME_INVALID");
  // The engine rolls 30 February over to March; the day is checked by itself. What is far ahead is left to whoever
  // compares it with the clock.
  const day = said.slice(0, 10);
  if (isDayOutOfRange(day) && day < dayRange.from) throw refused("DATE_OUT_OF_RANGE", { from: dayRange.from });
  if (!isDayOutOfRange(day) && !Day.safeParse(day).success) throw refused("DATE_TIME_INVALID");
  return at;
};

const date = (value: unknown): string => {
  const said = text(value, "DATE_INVALID");
  if (isDayOutOfRange(said)) throw refused("DATE_OUT_OF_RANGE", dayRange);
  if (!Day.safeParse(said).success) throw refused("DATE_INVALID");
  return said;
};

const position = (value: unknown): bigint => {
  const said = text(value, "POSITION_INVALID");
  if (!/^\d{1,19}$/.test(said)) throw refused("POSITION_INVALID");
  return BigInt(said);
};

builder.scalarType("RegionCode", {
  description: "行政区划代码，6 位数字。Six-digit code of a province, city or county, such as 330108.",
  serialize: (value) => value,
  parseValue: (value) => {
    const parsed = RegionCode.safeParse(value);
    if (!parsed.success) throw refused("REGION_CODE_INVALID");
    return parsed.data;
  },
});

builder.scalarType("Date", {
  description: "日期 YYYY-MM-DD（北京时间）。A calendar day in Asia/Shanghai.",
  serialize: (value) => value,
  parseValue: date,
});

builder.scalarType("DateTime", {
  description: "时刻，带时区的 ISO 8601。An instant, ISO 8601 with an offset, such as 2026-11-22T08:00:00+08:00.",
  serialize: (value) => {
    if (!(value instanceof Date)) throw new GraphQLError("A DateTime must be a Date.");
    return value.toISOString();
  },
  parseValue: dateTime,
});

builder.scalarType("Position", {
  description:
    "日志位置，十进制数字串；-1 表示尚无任何记录。A position in the event log, as a decimal string; -1 is before every record.",
  serialize: (value) => String(value),
  parseValue: position,
});
