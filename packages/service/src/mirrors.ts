import { corrected, isCorrection, isOwn, type RecordOf } from "@lianxiao/events";
import { type EventStore, type Failpoint, type Message, uuidV5 } from "@lianxiao/kernel";
import type { Keeper } from "./keeper.ts";
import type { About } from "./known.ts";
import type { Mirror } from "./rules.ts";
import type { Timeline } from "./subject.ts";
import type { Log } from "./telemetry.ts";

/** The desired state of a mirrored event, null if it must not exist. Its id is derived from that of its source. */
export type Wanted = Omit<Mirror, "event"> & {
  readonly source: string;
  readonly eventId: string;
  readonly event: Message | null;
};

export const mirrorIdOf = (sourceId: string, { category, id }: Pick<Mirror, "category" | "id">): string =>
  uuidV5(sourceId, category, id);

type Mirroring<E extends Message> = { readonly mirrors: (event: E) => readonly Mirror[] };

/**
 * The mirrored events that a record asks for. A correction asks for those of the corrected event, and for the removal
 * of those that only the previous version had.
 */
export const wantedBy = <State, E extends Message>(
  { mirrors }: Mirroring<E>,
  own: Pick<Timeline<State, E>, "entries">,
  { id, event }: { readonly id: string; readonly event: RecordOf<E> },
): readonly Wanted[] => {
  const of = (source: string, mirror: Mirror, wanted: Message | null): Wanted => ({
    category: mirror.category,
    id: mirror.id,
    source,
    eventId: mirrorIdOf(source, mirror),
    event: wanted,
  });
  if (isOwn(event)) return mirrors(event).map((mirror) => of(id, mirror, mirror.event));
  if (!isCorrection(event)) return [];
  const { event: source, becomes } = event.data;
  const was = corrected(own.entries).find((entry) => entry.id === source)?.event;
  const next = becomes === null ? [] : mirrors(becomes);
  const stays = (mirror: Mirror) => next.some(({ category, id }) => category === mirror.category && id === mirror.id);
  const gone = (was === undefined ? [] : mirrors(was)).filter((mirror) => !stays(mirror));
  return [...next.map((mirror) => of(source, mirror, mirror.event)), ...gone.map((mirror) => of(source, mirror, null))];
};

type Keeping = {
  readonly store: EventStore;
  readonly keepers: ReadonlyMap<string, Keeper>;
  /** The stream of the source records. */
  readonly stream: string;
  /**
   * The entries of that stream, including those being appended: a period recorded by one command is checked as a whole.
   */
  readonly entries?: About["entries"];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly failpoint?: Failpoint;
  readonly log: Pick<Log, "warn">;
};

/** Throws if a category mirrors into one that this service does not serve, which is a defect. */
const keeperOf = ({ keepers }: Keeping, category: string): Keeper => {
  const keeper = keepers.get(category);
  if (keeper === undefined) throw new Error(`Nobody keeps mirrored events of ${category} here.`);
  return keeper;
};

/**
 * Writes the mirrored events before the records themselves; returns a function that undoes them. If one is refused,
 * those already written are undone and its Refusal is thrown. Undoing tries all of them and never rejects: the reaction
 * `mirrors-have-records` later withdraws one that could not be undone, because it has no record.
 */
export const keepMirrors = async (keeping: Keeping, wanted: readonly Wanted[]): Promise<() => Promise<void>> => {
  const done: (Wanted & { readonly before: Message | null })[] = [];
  const bring = ({ category, id, eventId, event, source }: Wanted, reason: string) =>
    keeperOf(keeping, category).ensure(keeping.store, {
      id,
      eventId,
      wanted: event,
      reason,
      metadata: { ...keeping.metadata, source: { stream: keeping.stream, event: source } },
      about: keeping.entries && { stream: keeping.stream, entries: keeping.entries },
    });
  const undo = async (): Promise<void> => {
    for (const { before, ...mirror } of done.toReversed())
      try {
        await bring(
          { ...mirror, event: before },
          "对应的命令未能完成 The command that it belongs to did not come through",
        );
      } catch (error) {
        const { category, id, eventId } = mirror;
        keeping.log.warn({ stream: `${category}-${id}`, eventId, error: String(error) }, "mirrored event not undone");
      }
  };
  try {
    for (const mirror of wanted) {
      const before = await bring(mirror, "随来源记录更正 Corrected with the record that it follows from");
      done.push({ ...mirror, before });
      await keeping.failpoint?.("command.after-mirror");
    }
  } catch (error) {
    await undo();
    throw error;
  }
  return undo;
};
