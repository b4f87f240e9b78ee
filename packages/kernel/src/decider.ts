/** A named thing that was asked for (a command) or that happened (an event). */
export type Message = { readonly type: string; readonly data: unknown };

/** One handler per message type; leaving one out does not compile. */
export type Handlers<M extends Message, State, Result> = {
  readonly [Type in M["type"]]: (state: State, data: Extract<M, { type: Type }>["data"]) => Result;
};

/** The rules of one category, pure: no clock, ids, I/O or `async`. */
export interface Decider<State, Command extends Message, Event extends Message> {
  readonly category: string;
  readonly initial: State;
  readonly evolve: Handlers<Event, State, State>;
  readonly decide: Handlers<Command, State, readonly Event[]>;
}

const handled = <M extends Message, State, Result>(
  handlers: Handlers<M, State, Result>,
  state: State,
  message: M,
): Result => {
  // Handlers is exhaustive over M["type"], so the handler found by a message's type takes that message's data;
  // TypeScript cannot correlate the two.
  const handler = handlers[message.type as M["type"]] as (state: State, data: M["data"]) => Result;
  return handler(state, message.data);
};

/** The state after `events`, from the beginning. */
export const fold = <State, Command extends Message, Event extends Message>(
  decider: Pick<Decider<State, Command, Event>, "initial" | "evolve">,
  events: Iterable<Event>,
): State => {
  let state = decider.initial;
  for (const event of events) state = handled(decider.evolve, state, event);
  return state;
};

/** What happens when `command` meets `state`: events, or a thrown Refusal. */
export const decide = <State, Command extends Message, Event extends Message>(
  decider: Pick<Decider<State, Command, Event>, "decide">,
  state: State,
  command: Command,
): readonly Event[] => handled(decider.decide, state, command);
