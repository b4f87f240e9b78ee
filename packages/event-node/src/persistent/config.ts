import { eventData } from "../log/event-data.ts";
import { newId } from "../log/ledger.ts";
import type { Log } from "../log/log.ts";
import { type GroupDefinition, type GroupSettings, isOfAll, placeShown, shownPlace, shownStart } from "./definition.ts";

const configStream = "$persistentSubscriptionConfig";

interface Entry {
  readonly stream: string;
  readonly group: string;
  readonly startPosition: string;
  readonly startAfter: string;
  readonly settings: GroupSettings;
  readonly filter?: GroupDefinition["filter"];
}

const entryOf = (definition: GroupDefinition): Entry => ({
  stream: definition.source,
  group: definition.group,
  startPosition: shownStart(definition, definition.startFrom),
  startAfter: shownPlace(definition, definition.startAfter),
  settings: definition.settings,
  filter: definition.filter,
});

const definitionOf = ({ stream, group, startPosition, startAfter, settings, filter }: Entry): GroupDefinition => {
  const start = placeShown(startPosition);
  return {
    source: stream,
    group,
    settings,
    startFrom: start === 0n ? "start" : start === -1n ? "end" : start,
    startAfter: placeShown(startAfter),
    filter: isOfAll({ source: stream }) ? filter : undefined,
  };
};

/** Reads the stored definitions of all groups. */
export const storedDefinitions = (log: Log): GroupDefinition[] => {
  const last = log.lastRevision(configStream);
  const stored = last < 0n ? undefined : log.readStream(configStream, last, last, 1).events[0];
  if (!stored) return [];
  try {
    // Only this node writes here; anything else fails below.
    const { entries } = JSON.parse(eventData(stored.body).toString("utf8")) as { entries: Entry[] };
    return entries.map(definitionOf);
  } catch (cause) {
    throw new Error(`Revision ${last} of ${configStream} is not a configuration of persistent subscriptions.`, {
      cause,
    });
  }
};

/** Writes the definitions of all groups as one event; false if it could not be stored. */
export const storeDefinitions = async (
  log: Log,
  definitions: readonly GroupDefinition[],
  updated: Date,
): Promise<boolean> => {
  if (log.metadataOf(configStream).maxCount === undefined) await log.describe(configStream, { $maxCount: 2 });
  const data = { version: "2", updated: updated.toISOString(), entries: definitions.map(entryOf) };
  const { kind } = await log.append(configStream, "any", [
    {
      id: newId(),
      type: "$PersistentConfig",
      isJson: true,
      metadata: Buffer.alloc(0),
      data: Buffer.from(JSON.stringify(data)),
    },
  ]);
  return kind === "written";
};
