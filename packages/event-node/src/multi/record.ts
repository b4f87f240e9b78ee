import { type NewEvent, newId } from "../log/ledger.ts";
import { eventSize } from "../log/log.ts";
import type { Limits } from "../streams/proposal.ts";
import type { AppendRecord } from "../wire/multi-messages.ts";
import { uuidBytes, uuidText } from "../wire/uuid.ts";
import { entriesOf } from "./properties.ts";
import { appendTooBig, malformed, recordTooBig } from "./refusal.ts";

const formats: Readonly<Record<number, string>> = { 1: "Json", 2: "Protobuf", 3: "Avro", 4: "Bytes" };

const noBytes = Buffer.alloc(0);

/** Validates a stream name. */
export const streamNamed = (name: string | undefined): string => {
  if (!name || name === "$$") throw malformed("stream", `"${name ?? ""}" is not the name of a stream.`);
  return name;
};

/** Converts a record to an event: its properties and its schema become the event's metadata. */
const eventOf = ({ recordId, properties, schema = {}, data = noBytes }: AppendRecord): NewEvent => {
  const { name = "", format = 0, id } = schema;
  const formatName = formats[format];
  if (formatName === undefined) throw malformed("schema.format", `${format} is not a schema's format.`);
  if (!/^[a-zA-Z0-9_.$:-]+$/.test(name))
    throw malformed("schema.name", `"${name}" is not a schema's name: letters, digits and _ . $ : - make one.`);
  const ofSchema = { "$schema.name": name, "$schema.format": formatName, ...(id && { "$schema.id": id }) };
  const metadata = Object.fromEntries([...entriesOf(properties), ...Object.entries(ofSchema)]);
  return {
    id: recordId === undefined ? newId() : uuidBytes({ string: recordId }),
    type: name,
    isJson: formatName === "Json",
    metadata: Buffer.from(JSON.stringify(metadata)),
    data,
  };
};

/** Collects the events of one append; throws as soon as they exceed the limits. */
export const collect = ({ maxAppendSize, maxEventSize }: Limits) => {
  let total = 0;
  return (stream: string, record: AppendRecord): NewEvent => {
    const event = eventOf(record);
    const size = eventSize(event);
    if (size > maxEventSize) throw recordTooBig(stream, uuidText(event.id), size, maxEventSize);
    total += size;
    if (total > maxAppendSize) throw appendTooBig(total, maxAppendSize);
    return event;
  };
};
