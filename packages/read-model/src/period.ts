import type { Day } from "@lianxiao/events";

/** Half-open `[from, to)`; null is unbounded. */
export type Period = { readonly from: Day | null; readonly to: Day | null };

export const always: Period = { from: null, to: null };

/** As PostgreSQL reads a daterange. */
export const daterange = ({ from, to }: Period): string => `[${from ?? ""},${to ?? ""})`;
