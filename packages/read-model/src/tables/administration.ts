import { type SchoolId, schoolMeaning } from "@lianxiao/events";
import { text } from "../schema/column.ts";
import { timelineTable } from "../timeline/table.ts";

/**
 * Who administers a school, on every day: before its first day whoever will be the first to, while it is closed whoever
 * did last. A school belongs with all its past to whoever administers it today.
 */
export const administration = timelineTable({
  name: "administration",
  meaning: schoolMeaning,
  subject: ["school_id"],
  columns: { school_id: text<SchoolId>(), unit: text() },
  indexes: [["unit"]],
  scope: { school: "school_id" },
  rows: ({ id, spans }) => {
    const units = spans.flatMap(({ from, state }) => (state?.open ? [{ from, unit: state.administeredBy }] : []));
    const handedOver = units.filter(({ unit }, at) => unit !== units[at - 1]?.unit);
    return handedOver.map(({ from, unit }, at) => ({
      row: { school_id: id, unit },
      from: at === 0 ? null : from,
      to: handedOver[at + 1]?.from ?? null,
    }));
  },
});
