import type { Day } from "@lianxiao/events";

/** Half-open `[from, to)`; null is unbounded. */
export type Period = { readonly from: Day | null; readonly to: Day | null };

/** From a day on; from null on means always. */
export const since = (from: Day | null): Period => ({ from, to: null });

export const until = (to: Day): Period => ({ from: null, to });

export const always: Period = { from: null, to: null };

/** `YYYY-MM-DD` sorts as text, and so do the bounds as long as an open one is kept apart. */
const later = (one: Day | null, other: Day | null): Day | null =>
  one === null || (other !== null && other > one) ? other : one;
const sooner = (one: Day | null, other: Day | null): Day | null =>
  one === null || (other !== null && other < one) ? other : one;

const isEmpty = ({ from, to }: Period): boolean => from !== null && to !== null && from >= to;

/** What two periods share; undefined when they share no day. */
export const overlap = (one: Period, other: Period): Period | undefined => {
  const shared = { from: later(one.from, other.from), to: sooner(one.to, other.to) };
  return isEmpty(shared) ? undefined : shared;
};

/** What is left of `whole` without `part`: the piece before it and the piece after it, where there is one. */
export const minus = (whole: Period, part: Period): readonly Period[] => {
  const before = part.from === null ? undefined : overlap(whole, until(part.from));
  const after = part.to === null ? undefined : overlap(whole, since(part.to));
  return [before, after].filter((piece) => piece !== undefined);
};

/** As PostgreSQL reads a daterange. */
export const daterange = ({ from, to }: Period): string => `[${from ?? ""},${to ?? ""})`;
