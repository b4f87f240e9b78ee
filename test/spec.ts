import { type Decider, decide, fold, type Message, Refusal } from "@lianxiao/kernel";
import { expect } from "vitest";

/** `given(decider, …events).when(command).gives(…events)` or `.refuses(code)`: all that a decider's test says. */
export const given = <State, Command extends Message, Event extends Message>(
  decider: Decider<State, Command, Event>,
  ...history: readonly Event[]
) => ({
  when: (command: Command) => {
    const outcome = () => decide(decider, fold(decider, history), command);
    return {
      gives: (...events: readonly Event[]) => expect(outcome()).toEqual(events),
      refuses: (code: string) => {
        expect(outcome).toThrow(Refusal);
        expect(refusalOf(outcome)).toBe(code);
      },
    };
  },
});

const refusalOf = (outcome: () => unknown): string | undefined => {
  try {
    outcome();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return undefined;
};
