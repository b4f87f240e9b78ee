import type { Clock } from "../clock.ts";
import { oneAtATime } from "../in-turn.ts";
import type { Log } from "../log/log.ts";
import { checkpointStream } from "./checkpoint.ts";
import { storeDefinitions, storedDefinitions } from "./config.ts";
import { type GroupDefinition, keyOf } from "./definition.ts";
import { type GroupName, groupExists, groupFailed, groupMissing } from "./failures.ts";
import { type Group, startGroup } from "./group.ts";
import { parkedStream } from "./parked.ts";

/** The persistent subscriptions of the node. */
export const persistentGroups = (log: Log, clock: Clock) => {
  const groups = new Map<string, Group>();
  /** Changes are made one at a time, because each writes the definitions of all groups. */
  const inTurn = oneAtATime();

  const start = (definition: GroupDefinition) => {
    groups.set(keyOf(definition), startGroup(log, definition, clock));
  };
  const find = (name: GroupName): Group => {
    const found = groups.get(keyOf(name));
    if (!found) throw groupMissing(name);
    return found;
  };
  const definitions = (): GroupDefinition[] =>
    groups
      .values()
      .map(({ definition }) => definition)
      .toArray();
  const others = (name: GroupName) => definitions().filter((other) => keyOf(other) !== keyOf(name));

  const store = async (name: GroupName, changed: readonly GroupDefinition[]) => {
    if (!(await storeDefinitions(log, changed, clock()))) throw groupFailed(name, "The change could not be stored.");
  };
  const stopAll = async () => {
    await Promise.all(groups.values().map((group) => group.stop()));
  };
  const startAll = () => {
    for (const definition of storedDefinitions(log)) start(definition);
  };

  startAll();
  return {
    find,
    all: () => [...groups.values()],
    create: (definition: GroupDefinition) =>
      inTurn(async () => {
        if (groups.has(keyOf(definition))) throw groupExists(definition);
        await store(definition, [...definitions(), definition]);
        start(definition);
      }),
    /** The filter is kept, and so is the start unless the request changes it. */
    update: (asked: GroupDefinition) =>
      inTurn(async () => {
        const group = find(asked);
        const { filter, startFrom, startAfter } = group.definition;
        const definition = { ...asked, filter, ...(asked.startFrom === startFrom && { startAfter }) };
        await store(definition, [...others(definition), definition]);
        await group.stop();
        start(definition);
      }),
    remove: (name: GroupName) =>
      inTurn(async () => {
        const group = find(name);
        await store(name, others(name));
        groups.delete(keyOf(name));
        await group.stop();
        await log.softlyDelete(checkpointStream(name), "any");
        await log.softlyDelete(parkedStream(name), "any");
      }),
    restart: () =>
      inTurn(async () => {
        await stopAll();
        groups.clear();
        startAll();
      }),
    stop: () => inTurn(stopAll),
  };
};

export type PersistentGroups = ReturnType<typeof persistentGroups>;
