import { type RawBuilder, sql } from "kysely";

type During = (valid: RawBuilder<unknown>) => RawBuilder<unknown>;

/** The number of months by which the start of a period of the calendar lies before its first month's. */
const months = { MONTH: 0, SCHOOL_YEAR: 8 } as const;

export type CalendarPeriod = keyof typeof months;

/** The first day of the calendar period that has the day. A school year begins on 1 September. */
const startOf = (period: CalendarPeriod, day: RawBuilder<unknown>): RawBuilder<unknown> => {
  const unit = period === "MONTH" ? "month" : "year";
  const shift = sql`make_interval(months => ${months[period]}::int)`;
  return sql`(date_trunc(${unit}, ${day} - ${shift}) + ${shift})::date`;
};

const length = (period: CalendarPeriod): RawBuilder<unknown> =>
  period === "MONTH" ? sql`interval '1 month'` : sql`interval '1 year'`;

/** The calendar period that has the day. */
export const periodOf = (period: CalendarPeriod, day: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`daterange(${startOf(period, day)}, (${startOf(period, day)} + ${length(period)})::date)`;

/** Counts for the whole of each calendar period in which it holds: a visit on 3 March for all of March. */
export const wholeOf =
  (period: CalendarPeriod): During =>
  (valid) =>
    sql`daterange(
    ${startOf(period, sql`lower(${valid})`)},
    (${startOf(period, sql`(upper(${valid}) - 1)`)} + ${length(period)})::date
  )`;

/** Counts for the calendar periods on whose first day it holds: a teacher of 1 September for the whole school year. */
export const atStartOf = (period: CalendarPeriod): During => {
  const next = (day: RawBuilder<unknown>) => sql`(${startOf(period, sql`(${day} - 1)`)} + ${length(period)})::date`;
  return (valid) => sql`daterange(${next(sql`lower(${valid})`)}, ${next(sql`upper(${valid})`)})`;
};

/** Counts only once it has held for so many years. */
export const afterYears =
  (years: number): During =>
  (valid) =>
    sql`case
    when upper(${valid}) <= lower(${valid}) + make_interval(years => ${years}::int) then 'empty'
    else daterange((lower(${valid}) + make_interval(years => ${years}::int))::date, upper(${valid}))
  end`;
