const shanghai = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

const hourMs = 3_600_000;
const last = { hour: Number.NaN, day: "" };

/**
 * The calendar day (`YYYY-MM-DD`) in Asia/Shanghai at an instant. It is cached for each hour of UTC, because the day
 * changes there on the hour.
 */
export const shanghaiDay = (at: Date): string => {
  const hour = Math.floor(at.getTime() / hourMs);
  if (hour !== last.hour) Object.assign(last, { hour, day: shanghai.format(at) });
  return last.day;
};
