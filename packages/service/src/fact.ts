import { region } from "@lianxiao/events";
import type { EventStore, Message, Unchanged } from "@lianxiao/kernel";
import { grow, planted, type RegionTree } from "@lianxiao/regions";

type Category<Event extends Message> = {
  readonly category: string;
  readonly decode: (stored: Message) => Event | undefined;
};

type Partially<Event extends Message, State> = {
  readonly [Type in Event["type"]]?: (state: State, data: Extract<Event, { type: Type }>["data"]) => State;
};

/** What one decider must know of another's stream: a fold over that category's published events. */
export type Fact<State> = (
  store: EventStore,
  id: string,
) => Promise<{ readonly state: State; readonly unchanged: Unchanged }>;

export const fact =
  <Event extends Message, State>(
    category: Category<Event>,
    initial: State,
    evolve: Partially<Event, State>,
  ): Fact<State> =>
  async (store, id) => {
    const stream = `${category.category}-${id}`;
    const history = await store.read(stream);
    const state = history.reduce((folded, recorded) => {
      const event = category.decode(recorded);
      // A handler found by the event's own type takes that event's data; TypeScript cannot correlate the two.
      const handler =
        event && (evolve[event.type as Event["type"]] as ((state: State, data: unknown) => State) | undefined);
      return handler ? handler(folded, event.data) : folded;
    }, initial);
    return { state, unchanged: [{ stream, revision: history.at(-1)?.revision ?? -1n }] };
  };

/** The region tree as it stands, kept between calls and brought up to date from the revision it was read at. */
export const regionFacts = (store: EventStore): (() => Promise<RegionTree>) => {
  let tree = planted;
  let next = 0n;
  return async () => {
    for (const recorded of await store.read("region-cn", next)) {
      // Two calls at once may both have read this event; it is folded once.
      if (recorded.revision !== next) continue;
      const event = region.decode(recorded);
      if (event) tree = grow(tree, event);
      next = recorded.revision + 1n;
    }
    return tree;
  };
};
