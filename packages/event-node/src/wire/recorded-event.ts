import {
  type Sink,
  sink,
  varintSize,
  writeBytes,
  writeRaw,
  writeSmall,
  writeText,
  writeUnsigned,
  written,
} from "./bytes.ts";
import { structuredIdField } from "./structured-id.ts";
import { uuidText } from "./uuid.ts";

export interface EventToRecord {
  readonly id: Uint8Array;
  readonly stream: string;
  readonly revision: bigint;
  readonly type: string;
  readonly isJson: boolean;
  readonly created: Date;
  readonly metadata: Uint8Array;
  readonly data: Uint8Array;
}

const tag = (field: number, wire: 0 | 2) => field * 8 + wire;

/** The id comes first and as text, so its field has a fixed size and can be replaced by the structured form. */
const idFieldSize = 40;

const writeEntry = (to: Sink, key: string, value: string) => {
  const valueSize = Buffer.byteLength(value);
  writeSmall(to, tag(6, 2));
  writeSmall(to, 1 + varintSize(key.length) + key.length + 1 + varintSize(valueSize) + valueSize);
  writeSmall(to, tag(1, 2));
  writeText(to, key);
  writeSmall(to, tag(2, 2));
  writeText(to, value);
};

/** The RecordedEvent message without its positions; encoded once, when the event is appended. */
export const encodeBody = (event: EventToRecord): Buffer => {
  const to = sink(event.data.length + event.metadata.length + 256);
  writeSmall(to, tag(1, 2));
  writeSmall(to, 38);
  writeSmall(to, tag(2, 2));
  writeText(to, uuidText(event.id));

  const nameSize = Buffer.byteLength(event.stream);
  writeSmall(to, tag(2, 2));
  writeSmall(to, 1 + varintSize(nameSize) + nameSize);
  writeSmall(to, tag(3, 2));
  writeText(to, event.stream);

  writeSmall(to, tag(3, 0));
  writeUnsigned(to, event.revision);
  writeEntry(to, "type", event.type);
  writeEntry(to, "created", String(BigInt(event.created.getTime()) * 10_000n));
  writeEntry(to, "content-type", event.isJson ? "application/json" : "application/octet-stream");
  writeSmall(to, tag(7, 2));
  writeBytes(to, event.metadata);
  writeSmall(to, tag(8, 2));
  writeBytes(to, event.data);
  return written(to);
};

export type UuidForm = "string" | "structured";

/** The encoded messages of an event, by the format of its id. */
export type Encodings = { [form in UuidForm]?: Buffer };

export interface Placed {
  readonly position: bigint;
  readonly body: Uint8Array;
  /** If given, the encoded message is kept here for the next reader that wants the same format. */
  readonly encodings?: Encodings;
}

/** The id of a stored event as text. */
export const idOf = (body: Uint8Array): string => Buffer.from(body.buffer, body.byteOffset + 4, 36).toString("latin1");

/** How the first field of a record and its last two are written; the bytes between are sent as they are stored. */
interface Record {
  readonly id: Uint8Array;
  readonly body: Uint8Array;
  readonly place: Uint8Array;
}

const size = ({ id, body, place }: Record) => id.length + body.length - idFieldSize + 2 * (1 + place.length);

const writeRecord = (to: Sink, field: number, record: Record) => {
  writeSmall(to, tag(field, 2));
  writeSmall(to, size(record));
  writeRaw(to, record.id);
  writeRaw(to, record.body.subarray(idFieldSize));
  writeSmall(to, tag(4, 0));
  writeRaw(to, record.place);
  writeSmall(to, tag(5, 0));
  writeRaw(to, record.place);
};

const placeOf = (position: bigint): Buffer => {
  const to = sink(10);
  writeUnsigned(to, position);
  return written(to);
};

const inForm = ({ position, body }: Placed, form: UuidForm): Record => ({
  id: form === "structured" ? structuredIdField(body.subarray(4, idFieldSize)) : body.subarray(0, idFieldSize),
  body,
  place: placeOf(position),
});

/** A resolved event: the event itself, the link to it, or both. */
export type Resolved =
  | { readonly event: Placed; readonly link?: undefined }
  | { readonly event?: Placed | undefined; readonly link: Placed };

/** Encodes a ReadResp with an event by framing the stored bytes; for persistent subscriptions with the retry count. */
export const encodeReadEvent = (resolved: Resolved, form: UuidForm, retryCount?: number): Buffer => {
  const event = resolved.event && inForm(resolved.event, form);
  const link = resolved.link && inForm(resolved.link, form);
  const place = placeOf((resolved.link ? resolved.link : resolved.event).position);
  const retrySize = retryCount === undefined ? 0 : 1 + varintSize(retryCount);
  const records = [event, link].reduce((sum, each) => sum + (each ? 1 + varintSize(size(each)) + size(each) : 0), 0);
  const whole = records + 1 + place.length + retrySize;
  const to = sink(whole + 1 + varintSize(whole) + 10);
  writeSmall(to, tag(1, 2));
  writeSmall(to, whole);
  if (event) writeRecord(to, 1, event);
  if (link) writeRecord(to, 2, link);
  writeSmall(to, tag(3, 0));
  writeRaw(to, place);
  if (retryCount !== undefined) {
    writeSmall(to, tag(5, 0));
    writeSmall(to, retryCount);
  }
  return written(to);
};
