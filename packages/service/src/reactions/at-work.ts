import type { EventStore, StreamEvent } from "@lianxiao/kernel";
import type { OperatorRequest } from "./operator.ts";
import { parkingOf } from "./parking.ts";
import { type React, react } from "./react.ts";
import type { Reaction } from "./reaction.ts";
import { refusalsOf } from "./refusals.ts";

/** The result of resuming a stream for one reaction; `stoppedBy` is the reason why it stays parked. */
export type Resumption = { readonly reaction: string; readonly stoppedBy?: string };

/** One reaction with its refusals and its parked streams. */
export const atWork = <Command>(
  reaction: Reaction<Command>,
  { store, ...options }: React<Command> & { readonly store: EventStore },
) => {
  const { name, category } = reaction;
  const refusals = refusalsOf(store, name);
  const parking = parkingOf(store, name);

  /** Handles an event; returns the reason if its stream is parked, and undefined on success. */
  const handle = async (recorded: StreamEvent): Promise<string | undefined> => {
    const error = await react(options, { reaction, refusals }, recorded);
    if (error === undefined) return undefined;
    const { stream, revision } = recorded;
    if (await parking.park(recorded, error.message))
      options.log.error({ reaction: name, stream, revision: String(revision), err: error }, "stream parked");
    return error.message;
  };

  /** Undefined when the stream is not parked. */
  const resume = async (stream: string): Promise<Resumption | undefined> => {
    const parked = await parking.at(stream);
    if (parked === undefined) return undefined;
    for (const recorded of await store.read(stream, parked.revision)) {
      const stoppedBy = await handle(recorded);
      if (stoppedBy !== undefined) return { reaction: name, stoppedBy };
    }
    await parking.resume(stream);
    options.log.info({ reaction: name, stream }, "stream resumed");
    return { reaction: name };
  };

  /** Reacts again to an event whose command was refused; the refusal is settled if it is accepted now. */
  const retry = async (eventId: string): Promise<void> => {
    const refused = (await refusals.open()).find((one) => one.eventId === eventId);
    if (refused === undefined) return;
    const recorded = (await store.read(refused.stream)).find(({ id }) => id === eventId);
    if (recorded === undefined) return;
    let isRefused = false;
    const note = async () => {
      isRefused = true;
      return false;
    };
    const error = await react(options, { reaction, refusals: { note } }, recorded);
    if (error === undefined && !isRefused) await refusals.settle(eventId, "retried");
  };

  return {
    name,
    category,
    waits: reaction.waits ?? false,
    resume,
    /** Carries out an operator's request, as far as it concerns this reaction. */
    follow: async ({ type, data }: OperatorRequest): Promise<void> => {
      if (type === "ResumptionAsked") await resume(data.stream);
      else if (type === "RetryAsked") await retry(data.eventId);
      else await refusals.settle(data.eventId, data.note);
    },
    meet: async (recorded: StreamEvent): Promise<void> => {
      const parked = await parking.at(recorded.stream);
      if (parked === undefined || recorded.revision < parked.revision) await handle(recorded);
    },
    account: async () => ({ refused: await refusals.account(), parked: await parking.account() }),
  };
};
