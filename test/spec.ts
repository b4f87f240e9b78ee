import type { Entry, RecordOf } from "@lianxiao/events";
import { type Message, Refusal } from "@lianxiao/kernel";
import { type Category, type Known, propose } from "@lianxiao/service";
import { expect } from "vitest";

const entered = <E extends Message>(prefix: string, records: readonly RecordOf<E>[]): readonly Entry<E>[] =>
  records.map((event, index) => ({ id: `${prefix}${index}`, event }));

/**
 * `given(category, …records).when(records, known).holds()` or `.refuses(code, detail?)`: the form of all tests of
 * rules. Records of the history have the ids `given-0`, `given-1` …, which corrections refer to.
 */
export const given = <State, E extends Message, R extends object>(
  category: Category<State, E, R>,
  ...history: readonly RecordOf<E>[]
) => ({
  when: (said: RecordOf<E> | readonly RecordOf<E>[], ...[known]: object extends R ? [] | [Known<R>] : [Known<R>]) => {
    const records: readonly RecordOf<E>[] = [said].flat() as readonly RecordOf<E>[];
    const outcome = () =>
      // `known` is empty for a category without `reads`, which is the type that it expects.
      propose(category, entered<E>("given-", history), entered<E>("said-", records), (known ?? {}) as Known<R>);
    return {
      holds: () => expect(refusalOf(outcome)).toBeUndefined(),
      refuses: (code: string, detail: object = {}) => {
        const refusal = refusalOf(outcome);
        expect(refusal?.code).toBe(code);
        expect(refusal?.detail).toMatchObject(detail);
      },
    };
  },
});

const refusalOf = (outcome: () => void): Refusal | undefined => {
  try {
    outcome();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};
