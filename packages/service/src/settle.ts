import { setTimeout as wait } from "node:timers/promises";
import { isOwn } from "@lianxiao/events";
import { type EventStore, type Message, RevisionConflict, type StreamEvent, uuidV5 } from "@lianxiao/kernel";
import { z } from "zod";
import { keepMirrors, type Wanted } from "./mirrors.ts";
import type { Reaction } from "./reactions/reaction.ts";
import type { Category } from "./rules.ts";
import type { Job, JobPorts } from "./service.ts";

/** The metadata of a mirrored event: its source, and the id of the command that wrote both. */
const Mirrored = z.object({
  commandId: z.string(),
  source: z.object({ stream: z.string(), event: z.string() }),
});

/** A command that has not appended its record within 5 s (250 reads, every 20 ms) is considered dead. */
const looks = 250;
const everyMs = 20;

const hasRecorded = (history: readonly StreamEvent[], commandId: string): boolean =>
  history.some(({ metadata }) => metadata["commandId"] === commandId);

/** Records that the command is abandoned, so that it can no longer append to the stream; false if it has appended. */
const abandon = async (store: EventStore, stream: string, commandId: string): Promise<boolean> => {
  for (;;) {
    const history = await store.read(stream);
    if (hasRecorded(history, commandId)) return false;
    const abandoned = { type: "CommandAbandoned", data: { commandId } };
    const id = uuidV5(commandId, stream, "abandoned");
    if (history.some((event) => event.id === id)) return true;
    try {
      const revision = history.at(-1)?.revision ?? -1n;
      await store.append({ stream, revision, events: [{ ...abandoned, id, metadata: {} }] });
      return true;
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
    }
  }
};

const split = (stream: string): { readonly category: string; readonly id: string } => {
  const dash = stream.indexOf("-");
  return { category: stream.slice(0, dash), id: stream.slice(dash + 1) };
};

/**
 * Waits until the command that wrote a mirrored event has appended its record; undoes the event if the command died.
 */
const settle =
  (
    mirror: { readonly stream: string; readonly eventId: string },
    { commandId, source }: z.infer<typeof Mirrored>,
  ): Job =>
  async ({ store, keepers, metadata, log, signal }: JobPorts) => {
    for (let look = 0; look < looks; look += 1) {
      if (hasRecorded(await store.read(source.stream), commandId)) return;
      await wait(everyMs, undefined, { signal });
    }
    if (!(await abandon(store, source.stream, commandId))) return;
    const { category, id } = split(source.stream);
    const asked = (await keepers.get(category)?.askedBy(store, { id, eventId: source.event })) ?? [];
    const gone: Wanted = { ...split(mirror.stream), source: source.event, eventId: mirror.eventId, event: null };
    const wanted = asked.find(({ eventId }) => eventId === mirror.eventId) ?? gone;
    await keepMirrors({ store, keepers, stream: source.stream, metadata, log }, [wanted]);
  };

/**
 * Writes the mirrored events of a record if they are missing, because earlier versions did not write them first. They
 * get the command id of the record, which exists, so that settle() does not wait for it.
 */
const keep =
  ({ stream, id: eventId, metadata: { commandId } }: StreamEvent): Job =>
  async ({ store, keepers, metadata: { commandId: _ofTheJob, ...metadata }, log }: JobPorts) => {
    const { category, id } = split(stream);
    const wanted = (await keepers.get(category)?.askedBy(store, { id, eventId })) ?? [];
    const told = { ...metadata, ...(commandId !== undefined && { commandId }) };
    await keepMirrors({ store, keepers, stream, metadata: told, log }, wanted);
  };

/** The two reactions of every category: one writes missing mirrored events, the other undoes those without a record. */
export const settling = <State, E extends Message, R extends object>(
  category: Category<State, E, R>,
): readonly Reaction<Job>[] => {
  const { category: name, decode } = category.catalogue;
  const reaction = (
    suffix: string,
    jobOf: (event: StreamEvent) => Job | undefined,
    { waits }: Pick<Reaction<Job>, "waits"> = {},
  ): Reaction<Job> => ({
    name: `${name}-${suffix}`,
    category: name,
    ...(waits && { waits }),
    dispatches: (cause) => {
      const command = jobOf(cause);
      if (command === undefined) return [];
      return [{ target: cause.stream, command, id: uuidV5(cause.id, suffix), reaction: `${name}-${suffix}`, cause }];
    },
  });
  return [
    reaction("records-have-mirrors", (event) => {
      if (event.metadata["source"] !== undefined) return undefined;
      const record = decode(event);
      return record !== undefined && isOwn(record) && category.mirrors(record).length > 0 ? keep(event) : undefined;
    }),
    reaction(
      "mirrors-have-records",
      (event) => {
        if (event.metadata["source"] === undefined) return undefined;
        const mirrored = Mirrored.safeParse(event.metadata).data;
        const record = mirrored && decode(event);
        if (mirrored === undefined || record === undefined) return undefined;
        const eventId = record.type === "Corrected" ? correctedIn(record) : event.id;
        return settle({ stream: event.stream, eventId }, mirrored);
      },
      { waits: true },
    ),
  ];
};

const correctedIn = ({ data }: Message): string => z.object({ event: z.string() }).parse(data).event;
