import { corrected, isCorrection, isOwn, type RecordOf } from "@lianxiao/events";
import type { Message } from "@lianxiao/kernel";
import type { RegionTree } from "@lianxiao/regions";
import type { Category, Warning } from "./rules.ts";
import type { Timeline } from "./subject.ts";

/** The warnings about a record; for a correction, only those that the event did not have before. */
export const doubtsOf = <State, E extends Message, R extends object>(
  { doubts = () => [] }: Pick<Category<State, E, R>, "doubts">,
  record: RecordOf<E>,
  at: { readonly own: Timeline<State, E>; readonly tree: RegionTree },
): readonly Warning[] => {
  if (isOwn(record)) return doubts(record, at);
  if (!isCorrection(record) || record.data.becomes === null) return [];
  const { event: id, becomes } = record.data;
  const was = corrected(at.own.entries).find((entry) => entry.id === id)?.event;
  const known = (was ? doubts(was, at) : []).map(({ code }) => code);
  return doubts(becomes, at)
    .filter(({ code }) => !known.includes(code))
    .map(({ code, pointer }) => ({ code, pointer: `/change${pointer}` }));
};
