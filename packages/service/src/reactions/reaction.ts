import { type Message, type StreamEvent, uuidV5 } from "@lianxiao/kernel";

/** A command with its target, which distinguishes it from other commands of the same event. */
export type Asked<Command> = { readonly target: string; readonly command: Command };

/** A command of a reaction, ready to be executed: its id is the same each time the event is handled. */
export type Dispatch<Command> = Asked<Command> & {
  readonly id: string;
  readonly reaction: string;
  readonly cause: StreamEvent;
};

/** A policy across streams: which commands follow from which events of one category. It is pure, like deciders. */
export type Reaction<Command> = {
  readonly name: string;
  readonly category: string;
  /** Its commands may wait for something in another stream; later events are handled meanwhile. */
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

/** A reaction as data: a handler for each event type that it reacts to. Its name is never reused for another one. */
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
