const shanghai = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/** The calendar day (`YYYY-MM-DD`) in Asia/Shanghai at an instant. */
export const shanghaiDay = (at: Date): string => shanghai.format(at);
