import { status } from "@grpc/grpc-js";
import type { Decoded } from "../wire/message.ts";
import {
  BadRequest,
  Empty,
  MaximumAppendEventSizeExceeded,
  MaximumAppendSizeExceeded,
  type Status,
  StreamDeleted,
  streamIdentifier,
  WrongExpectedVersion,
} from "../wire/shared.ts";
import { failureOfRefusal, type Refusal } from "./refusal.ts";

type Conflict = Extract<Refusal, { kind: "conflict" }>;

const versions = ({ expected, current }: Conflict) =>
  WrongExpectedVersion.encode({
    ...(current < 0n ? { currentNoStream: {} } : { currentStreamRevision: current }),
    ...(typeof expected === "bigint" && { expectedStreamPosition: expected }),
    ...(expected === "any" && { expectedAny: {} }),
    ...(expected === "stream_exists" && { expectedStreamExists: {} }),
    ...(expected === "no_stream" && { expectedNoStream: {} }),
  });

/** The google.rpc code of a refusal, and its detail message. */
const detailsOf = (stream: string, refusal: Refusal): [code: number, name: string, value: Buffer] => {
  switch (refusal.kind) {
    case "conflict":
      return [status.ALREADY_EXISTS, "WrongExpectedVersion", versions(refusal)];
    case "deleted":
      return [status.NOT_FOUND, "StreamDeleted", StreamDeleted.encode({ streamIdentifier: streamIdentifier(stream) })];
    case "appendTooBig": {
      const { maxAppendSize } = refusal;
      return [
        status.INVALID_ARGUMENT,
        "MaximumAppendSizeExceeded",
        MaximumAppendSizeExceeded.encode({ maxAppendSize }),
      ];
    }
    case "eventTooBig": {
      const { id: eventId, size: proposedEventSize, maxEventSize: maxAppendEventSize } = refusal;
      const value = MaximumAppendEventSizeExceeded.encode({ eventId, proposedEventSize, maxAppendEventSize });
      return [status.INVALID_ARGUMENT, "MaximumAppendEventSizeExceeded", value];
    }
    case "propertyMissing":
      return [
        status.INVALID_ARGUMENT,
        "BadRequest",
        BadRequest.encode({ message: "Required metadata properties are missing: type, content-type." }),
      ];
    case "malformed":
      return [status.INVALID_ARGUMENT, "BadRequest", BadRequest.encode({ message: refusal.message })];
    case "denied":
      return [status.PERMISSION_DENIED, "AccessDenied", Empty.encode({})];
    // The outcome is unknown to the client, which should retry with the same ids.
    case "tooLate":
    case "unstored":
    case "stopping":
      return [status.DEADLINE_EXCEEDED, "Timeout", Empty.encode({})];
  }
};

/** A refusal as BatchAppend reports it: a status inside an ordinary response. */
export const batchError = (stream: string, refusal: Refusal): Decoded<typeof Status> => {
  const [code, name, value] = detailsOf(stream, refusal);
  const message = failureOfRefusal(stream, refusal).details;
  return { code, message, details: { typeUrl: `type.googleapis.com/event_store.client.${name}`, value } };
};
