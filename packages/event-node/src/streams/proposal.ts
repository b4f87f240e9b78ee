import type { NewEvent } from "../log/ledger.ts";
import { eventSize } from "../log/log.ts";
import type { Expectation } from "../log/outcome.ts";
import type { Expected, ProposedMessage } from "../wire/append-messages.ts";
import type { Decoded } from "../wire/message.ts";
import { uuidBytes, uuidText } from "../wire/uuid.ts";
import { Refused } from "./refusal.ts";

export interface Limits {
  readonly maxAppendSize: number;
  readonly maxEventSize: number;
  readonly writeTimeoutMs: number;
}

const malformed = (message: string) => new Refused({ kind: "malformed", message });

/** The stream to which the request writes. */
export const streamNamed = (options: Pick<Expected, "streamIdentifier"> | undefined): string => {
  const name = options?.streamIdentifier?.streamName?.toString("utf8") ?? "";
  if (name === "" || name === "$$") throw malformed(`"${name}" is not the name of a stream.`);
  return name;
};

export const expectationIn = (options: Expected | undefined): Expectation => {
  if (options?.noStream) return "no_stream";
  if (options?.any) return "any";
  if (options?.streamExists) return "stream_exists";
  if (options?.revision === undefined) throw malformed("The expected revision is missing.");
  const revision = BigInt.asIntN(64, options.revision);
  return revision === -1n ? "no_stream" : revision;
};

const noBytes = Buffer.alloc(0);

const eventProposed = (proposed: Decoded<typeof ProposedMessage>): NewEvent => {
  const metadata = new Map(proposed.metadata?.map(({ key, value }) => [key, value ?? ""]));
  const type = metadata.get("type");
  const contentType = metadata.get("content-type");
  if (type === undefined || contentType === undefined) throw new Refused({ kind: "propertyMissing" });
  return {
    id: uuidBytes(proposed.id ?? {}),
    type,
    isJson: contentType === "application/json",
    metadata: proposed.customMetadata ?? noBytes,
    data: proposed.data ?? noBytes,
  };
};

/** Collects the events of one append, message by message; throws as soon as they exceed the limits. */
export const collect = ({ maxAppendSize, maxEventSize }: Limits) => {
  const events: NewEvent[] = [];
  let total = 0;
  return {
    events,
    add: (proposed: Decoded<typeof ProposedMessage>) => {
      const event = eventProposed(proposed);
      const size = eventSize(event);
      total += size;
      if (total > maxAppendSize) throw new Refused({ kind: "appendTooBig", maxAppendSize });
      if (size > maxEventSize) throw new Refused({ kind: "eventTooBig", maxEventSize, size, id: uuidText(event.id) });
      events.push(event);
    },
  };
};
