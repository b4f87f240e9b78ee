import { Contended, type Failpoint, StoreUnavailable, type StreamEvent } from "@lianxiao/kernel";
import type { Log } from "../telemetry.ts";
import type { Dispatch, Reaction } from "./reaction.ts";
import type { refusalsOf } from "./refusals.ts";

/** An error that is an answer to a command: it says no by a code, and would say so again. */
export type Answer = { readonly code: string };

export type React<Command> = {
  /** Gives the command to its decider. Given again with the same id it must be answered, not done again. */
  readonly dispatch: (dispatch: Dispatch<Command>) => Promise<unknown>;
  readonly isAnswer: (error: unknown) => error is Answer;
  readonly failpoint: Failpoint;
  readonly log: Pick<Log, "info" | "warn" | "error">;
};

/** The store was away or a stream too busy: the same may work later. */
const passing = (error: unknown): boolean => error instanceof StoreUnavailable || error instanceof Contended;

/**
 * What one event asks of one reaction, done. A refusal is an outcome and noted. Gives the error when the event cannot be
 * read or handled, so that its stream is to be parked; throws when the same may work later.
 */
export const react = async <Command>(
  { dispatch, isAnswer, failpoint, log }: React<Command>,
  {
    reaction,
    refusals,
  }: { readonly reaction: Reaction<Command>; readonly refusals: Pick<ReturnType<typeof refusalsOf>, "note"> },
  recorded: StreamEvent,
): Promise<Error | undefined> => {
  let dispatches: readonly Dispatch<Command>[];
  try {
    dispatches = reaction.dispatches(recorded);
  } catch (error) {
    return asError(error);
  }
  for (const asked of dispatches) {
    await failpoint("reaction.before-dispatch");
    try {
      await dispatch(asked);
    } catch (error) {
      if (passing(error)) throw error;
      if (!isAnswer(error)) return asError(error);
      const { target, cause } = asked;
      if (await refusals.note(asked, error.code))
        log.warn({ reaction: reaction.name, stream: cause.stream, target, code: error.code }, "reaction refused");
    }
  }
  return undefined;
};

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
