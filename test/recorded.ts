import { randomUUID } from "node:crypto";
import { catalogueOf, categoryOf, isCorrection, isOwn, type RecordOf } from "@lianxiao/events";
import type { Message, StreamEvent } from "@lianxiao/kernel";
import type { Command, Commands } from "./commands.ts";

/** An event that is already recorded, by any means. */
export type Recorded = { readonly stream: string; readonly event: Message; readonly metadata: object };

/** `recorded("school-…", "SchoolClosed", { schoolId, on })`: `precision` defaults to DAY. */
export const recorded = (stream: string, type: string, data: object, metadata = {}): Recorded => ({
  stream,
  event: { type, data: precise(data) },
  metadata,
});

/** Adds the default of `precision` to dated events. */
const precise = (data: object): object => ("on" in data ? { precision: "DAY", ...data } : data);

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const isMessage = (value: unknown): value is Message => isObject(value) && "type" in value && "data" in value;

/** Adds the defaults to an event, and to the event in a correction. */
export const written = ({ type, data }: Message): Message => {
  if (!isObject(data)) return { type, data };
  const becomes = "becomes" in data && isMessage(data.becomes) ? { becomes: written(data.becomes) } : {};
  return { type, data: { ...precise(data), ...becomes } };
};

/** Decodes a stored event by the catalogue of its stream. */
export const decode = (stored: StreamEvent): RecordOf<Message> | undefined =>
  catalogueOf(categoryOf(stored.stream))?.decode(stored);

/** Reads a stored event in its latest shape. */
export const read = (stored: StreamEvent): Message => written(decode(stored) ?? stored);

/** Appends an event like another process. */
export const record = async ({ hot }: Commands, { stream, event, metadata }: Recorded): Promise<void> => {
  const revision = (await hot.read(stream)).at(-1)?.revision ?? -1n;
  // The stream's catalogue refuses events of other categories.
  const stored = catalogueOf(categoryOf(stream))?.encode(event) ?? event;
  await hot.append({ stream, revision, events: [{ id: randomUUID(), ...stored, metadata: { ...metadata } }] });
};

/** The events that a command has recorded: first in its own stream, then in others. */
export const recordedBy = async ({ store, streamsOf }: Commands, { commandId, stream }: Command) => {
  const streams = [stream, ...streamsOf(commandId).filter((one) => one !== stream)];
  const histories = await Promise.all(streams.map((one) => store.read(one)));
  return histories.flat().filter(({ metadata }) => metadata["commandId"] === commandId);
};

/** The events that a command has recorded and not withdrawn. */
export const leftBy = async (commands: Commands, asked: Command): Promise<readonly StreamEvent[]> => {
  const records = (await recordedBy(commands, asked)).map((stored) => ({ stored, event: decode(stored) }));
  const takenBack = new Set(
    records.flatMap(({ event }) =>
      event && isCorrection(event) && event.data.becomes === null ? [event.data.event] : [],
    ),
  );
  return records.flatMap(({ stored, event }) =>
    event === undefined || (isOwn(event) && !takenBack.has(stored.id)) ? [stored] : [],
  );
};
