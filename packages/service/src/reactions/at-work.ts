import type { EventStore, StreamEvent } from "@lianxiao/kernel";
import { parkingOf } from "./parking.ts";
import { type React, react } from "./react.ts";
import type { Reaction } from "./reaction.ts";
import { refusalsOf } from "./refusals.ts";

/** How the resumption of a stream ended for one reaction: `stoppedBy` says why it stays parked. */
export type Resumption = { readonly reaction: string; readonly stoppedBy?: string };

/** One reaction with what it has refused and parked. */
export const atWork = <Command>(
  reaction: Reaction<Command>,
  { store, ...options }: React<Command> & { readonly store: EventStore },
) => {
  const { name, category } = reaction;
  const refusals = refusalsOf(store, name);
  const parking = parkingOf(store, name);

  /** Why the event's stream is parked now; undefined when the event has been reacted to. */
  const handle = async (recorded: StreamEvent): Promise<string | undefined> => {
    const error = await react(options, { reaction, refusals }, recorded);
    if (error === undefined) return undefined;
    const { stream, revision } = recorded;
    if (await parking.park(recorded, error.message))
      options.log.error({ reaction: name, stream, revision: String(revision), err: error }, "stream parked");
    return error.message;
  };

  return {
    name,
    category,
    meet: async (recorded: StreamEvent): Promise<void> => {
      const parked = await parking.at(recorded.stream);
      if (parked === undefined || recorded.revision < parked.revision) await handle(recorded);
    },
    /** Undefined when the stream is not parked. */
    resume: async (stream: string): Promise<Resumption | undefined> => {
      const parked = await parking.at(stream);
      if (parked === undefined) return undefined;
      for (const recorded of await store.read(stream, parked.revision)) {
        const stoppedBy = await handle(recorded);
        if (stoppedBy !== undefined) return { reaction: name, stoppedBy };
      }
      await parking.resume(stream);
      options.log.info({ reaction: name, stream }, "stream resumed");
      return { reaction: name };
    },
    account: async () => ({ refused: await refusals.account(), parked: await parking.account() }),
  };
};
