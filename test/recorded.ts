import { randomUUID } from "node:crypto";
import { catalogueOf, categoryOf, isCorrection, isOwn, type RecordOf } from "@lianxiao/events";
import type { Message, StreamEvent } from "@lianxiao/kernel";
import type { Command, Commands } from "./commands.ts";

/** An event as it was recorded before, by whatever way. */
export type Recorded = { readonly stream: string; readonly event: Message; readonly metadata: object };

/** `recorded("school-…", "SchoolClosed", { schoolId, on })`: `precision` is DAY unless said. */
export const recorded = (stream: string, type: string, data: object, metadata = {}): Recorded => ({
  stream,
  event: { type, data: precise(data) },
  metadata,
});

/** What dated events say when nothing else is said. */
const precise = (data: object): object => ("on" in data ? { precision: "DAY", ...data } : data);

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const isMessage = (value: unknown): value is Message => isObject(value) && "type" in value && "data" in value;

/** An event with what is left out written out, also in what a correction says that it becomes. */
export const written = ({ type, data }: Message): Message => {
  if (!isObject(data)) return { type, data };
  const becomes = "becomes" in data && isMessage(data.becomes) ? { becomes: written(data.becomes) } : {};
  return { type, data: { ...precise(data), ...becomes } };
};

/** A record of the store as its catalogue reads it. */
export const decode = (stored: StreamEvent): RecordOf<Message> | undefined =>
  catalogueOf(categoryOf(stored.stream))?.decode(stored);

/** An event of the store in its latest shape. */
export const read = (stored: StreamEvent): Message => written(decode(stored) ?? stored);

/** Writes an event as another process would. */
export const record = async ({ hot }: Commands, { stream, event, metadata }: Recorded): Promise<void> => {
  const revision = (await hot.read(stream)).at(-1)?.revision ?? -1n;
  // The stream's catalogue refuses what is not an event of its own.
  const stored = catalogueOf(categoryOf(stream))?.encode(event as never) ?? event;
  await hot.append({ stream, revision, events: [{ id: randomUUID(), ...stored, metadata: { ...metadata } }] });
};

/** What a command has recorded: in its own stream, then what it wrote elsewhere. */
export const recordedBy = async ({ store, streamsOf }: Commands, { commandId, stream }: Command) => {
  const streams = [stream, ...streamsOf(commandId).filter((one) => one !== stream)];
  const histories = await Promise.all(streams.map((one) => store.read(one)));
  return histories.flat().filter(({ metadata }) => metadata["commandId"] === commandId);
};

/** What a command has recorded and not taken back. */
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
