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
import { structuredUuid, Uuid, uuidText } from "./uuid.ts";

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

/** The id stands first and as text: always these many bytes, so that it can be exchanged for the structured form. */
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

/** The RecordedEvent message without its positions: encoded once, when the event is appended. */
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

export interface Placed {
  readonly position: bigint;
  readonly body: Uint8Array;
}

/** The id of a stored event, as text. */
export const idOf = (body: Uint8Array): string => Buffer.from(body.buffer, body.byteOffset + 4, 36).toString("latin1");

const withStructuredId = (body: Uint8Array): Buffer => {
  const id = idOf(body);
  const to = sink(body.length);
  writeSmall(to, tag(1, 2));
  Uuid.write(to, structuredUuid(id));
  writeRaw(to, body.subarray(idFieldSize));
  return written(to);
};

const writeRecord = (to: Sink, field: number, { position, body }: Placed) => {
  const positionSize = 1 + varintSize(position);
  writeSmall(to, tag(field, 2));
  writeSmall(to, body.length + 2 * positionSize);
  writeRaw(to, body);
  writeSmall(to, tag(4, 0));
  writeUnsigned(to, position);
  writeSmall(to, tag(5, 0));
  writeUnsigned(to, position);
};

const recordSize = ({ position, body }: Placed) => {
  const size = body.length + 2 * (1 + varintSize(position));
  return 1 + varintSize(size) + size;
};

/** A resolved event: the event itself, the link that led to it, or both. */
export type Resolved =
  | { readonly event: Placed; readonly link?: undefined }
  | { readonly event?: Placed | undefined; readonly link: Placed };

/** A ReadResp that carries an event: the stored bytes, framed. Persistent subscriptions tell the retry, too. */
export const encodeReadEvent = (resolved: Resolved, form: UuidForm, retryCount?: number): Buffer => {
  const inForm = (record: Placed | undefined) =>
    record && form === "structured" ? { ...record, body: withStructuredId(record.body) } : record;
  const event = inForm(resolved.event);
  const link = inForm(resolved.link);
  const { position } = resolved.link ? resolved.link : resolved.event;
  const retrySize = retryCount === undefined ? 0 : 1 + varintSize(retryCount);
  const size = (event ? recordSize(event) : 0) + (link ? recordSize(link) : 0) + 1 + varintSize(position) + retrySize;
  const to = sink(size + 1 + varintSize(size) + 10);
  writeSmall(to, tag(1, 2));
  writeSmall(to, size);
  if (event) writeRecord(to, 1, event);
  if (link) writeRecord(to, 2, link);
  writeSmall(to, tag(3, 0));
  writeUnsigned(to, position);
  if (retryCount !== undefined) {
    writeSmall(to, tag(5, 0));
    writeSmall(to, retryCount);
  }
  return written(to);
};
