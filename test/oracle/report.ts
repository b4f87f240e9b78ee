import type { Entered } from "../events.ts";
import type { Tally } from "./tally.ts";

const lines = (title: string, counts: Readonly<Record<string, number>>): string =>
  [title, ...Object.entries(counts).map(([name, count]) => `  ${name}: ${count}`)].join("\n");

export type Totals = {
  readonly seed: number;
  readonly histories: number;
  readonly worlds: number;
  readonly sent: number;
  readonly accepted: number;
  readonly differences: number;
  readonly seconds: number;
};

/** The counts of everything that was checked, as text. */
export const reportOf = ({ events, corrected, withdrawn, checks, reasons, refusals }: Tally, totals: Totals): string =>
  [
    lines("Events by type", events.counts()),
    lines("Corrected, by type", corrected.counts()),
    lines("Withdrawn, by type", withdrawn.counts()),
    lines("Commands refused, by code", refusals.counts()),
    lines("Answers without a number, schools left out, by reason", reasons.counts()),
    lines("Checks", checks.counts()),
    JSON.stringify({ ...totals, answers: checks.of("answers") }),
  ].join("\n");

/** A history in which an answer differs, one record a line. */
export const historyOf = (records: readonly Entered[]): string =>
  records.map(({ id, stream, event }) => `  ${stream} ${id} ${JSON.stringify(event)}`).join("\n");
