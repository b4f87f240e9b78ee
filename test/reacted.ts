import { inert } from "@lianxiao/kernel";
import { createLog, startReactions } from "@lianxiao/service";
import { services } from "@lianxiao/standalone";
import type { Commands } from "./commands.ts";

/** Runs the reactions of all services until they have caught up, as a start of the named process does. */
export const reacted = async ({ hot }: Pick<Commands, "hot">, process: string): Promise<void> => {
  const stopping = new AbortController();
  const reactions = startReactions(services, {
    store: hot,
    log: createLog("reactions", "fatal"),
    failpoint: inert,
    process,
    signal: stopping.signal,
  });
  await reactions.caughtUp();
  // Twice: the events that reactions have recorded are reacted to as well.
  await reactions.caughtUp();
  stopping.abort();
  await reactions.done;
};
