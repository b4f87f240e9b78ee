import { type Message, type StreamEvent, uuidV5 } from "@lianxiao/kernel";

/** A command and its target, which distinguishes it from the other commands for the same event. */
export type Asked<Command> = { readonly target: string; readonly command: Command };

/** A command to be dispatched. Its id is deterministic, so handling the event again does not repeat the command. */
export type Dispatch<Command> = Asked<Command> & {
  readonly id: string;
  readonly reaction: string;
  readonly cause: StreamEvent;
};

/** A policy across streams: which commands follow from which events of one category. It is pure, like deciders. */
export type Reaction<Command> = {
  readonly name: string;
  readonly category: string;
  /** Its commands may wait for another stream; later events are handled in the meantime. */
  readonly waits?: boolean;
  readonly dispatches: (recorded: StreamEvent) => readonly Dispatch<Command>[];
};

type Catalogue<Event extends Message> = {
  readonly category: string;
  readonly decode: (stored: Message) => Event | undefined;
};

type On<Event extends Message, Command> = {
  readonly [Type in Event["type"]]?: (
    data: Extract<Event, { type: Type }>["data"],
    recorded: StreamEvent,
  ) => readonly Asked<Command>[];
};

/**
 * Defines a reaction by a handler for each event type. A name must never be reused, because the checkpoint and the
 * command ids depend on it.
 */
export const reaction = <Event extends Message, Command>({
  name,
  catalogue,
  on,
}: {
  readonly name: string;
  readonly catalogue: Catalogue<Event>;
  readonly on: On<Event, Command>;
}): Reaction<Command> => ({
  name,
  category: catalogue.category,
  dispatches: (recorded) => {
    const event = catalogue.decode(recorded);
    // A handler found by the event's own type takes that event's data; TypeScript cannot correlate the two.
    const handler =
      event &&
      (on[event.type as Event["type"]] as
        | ((data: unknown, recorded: StreamEvent) => readonly Asked<Command>[])
        | undefined);
    const asked = handler?.(event?.data, recorded) ?? [];
    return asked.map((one) => ({
      ...one,
      id: uuidV5(recorded.id, name, one.target),
      reaction: name,
      cause: recorded,
    }));
  },
});
