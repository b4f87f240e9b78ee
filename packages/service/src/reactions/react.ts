import { Contended, type Failpoint, StoreUnavailable, type StreamEvent } from "@lianxiao/kernel";
import type { Log } from "../telemetry.ts";
import type { Dispatch, Reaction } from "./reaction.ts";
import type { refusalsOf } from "./refusals.ts";

/** An error that is a definite answer to a command: a refusal with a code, which a retry would give again. */
export type Answer = { readonly code: string };

export type React<Command> = {
  /** Executes the command. It must be idempotent: a command with the same id is answered, not executed again. */
  readonly dispatch: (dispatch: Dispatch<Command>) => Promise<unknown>;
  readonly isAnswer: (error: unknown) => error is Answer;
  readonly failpoint: Failpoint;
  readonly log: Pick<Log, "info" | "warn" | "error">;
};

/** Transient: the store was unavailable or the stream contended, so that a retry may succeed. */
const passing = (error: unknown): boolean => error instanceof StoreUnavailable || error instanceof Contended;

/**
 * Dispatches the commands that one reaction asks for after one event; refusals are noted. Returns the error if the
 * event cannot be read or handled, so that its stream must be parked; throws transient errors.
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
