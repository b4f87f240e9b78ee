import { status } from "@grpc/grpc-js";
import { Failure, unavailable } from "../failure.ts";
import type { Unwritten } from "../log/outcome.ts";
import {
  AccessDenied,
  AppendRecordSizeExceeded,
  AppendTransactionSizeExceeded,
  BadRequest,
  DetailedStatus,
  ErrorInfo,
  OfStream,
} from "../wire/multi-messages.ts";

/** An error as the protocol defines it, with the details that describe it. */
interface Detailed {
  readonly reason: string;
  readonly domain: string;
  readonly details?: { readonly name: string; readonly value: Buffer };
  readonly trailers?: Readonly<Record<string, string>>;
}

const ofStreams = "kurrentdb.protocol.v2.streams.errors";
const ofServer = "kurrent.rpc";

const packed = (name: string, value: Buffer) => ({ typeUrl: `type.googleapis.com/${name}`, value });

/** Clients that keep only one of the details keep the last one, so the most specific comes last. */
const detailed = (code: status, message: string, { reason, domain, details, trailers }: Detailed): Failure => {
  const info = packed("google.rpc.ErrorInfo", ErrorInfo.encode({ reason, domain }));
  const all = details ? [info, packed(details.name, details.value)] : [info];
  const whole = DetailedStatus.encode({ code, message, details: all });
  return new Failure(code, message, { ...trailers, "grpc-status-details-bin": whole });
};

/** An error defined by the streams service. */
export const streamsError = (code: status, error: string, message: string, value?: [name: string, value: Buffer]) =>
  detailed(code, message, {
    reason: `STREAMS_ERROR_${error}`,
    domain: ofStreams,
    ...(value && { details: { name: `${ofStreams}.${value[0]}ErrorDetails`, value: value[1] } }),
  });

export const malformed = (field: string, description: string): Failure =>
  detailed(status.INVALID_ARGUMENT, `The request is invalid: ${description}`, {
    reason: "SERVER_ERROR_BAD_REQUEST",
    domain: ofServer,
    details: { name: "google.rpc.BadRequest", value: BadRequest.encode({ fieldViolations: [{ field, description }] }) },
  });

export const recordTooBig = (stream: string, recordId: string, size: number, maxSize: number): Failure =>
  streamsError(
    status.INVALID_ARGUMENT,
    "APPEND_RECORD_SIZE_EXCEEDED",
    `The record ${recordId} of ${size} bytes exceeds the maximum of ${maxSize}.`,
    ["AppendRecordSizeExceeded", AppendRecordSizeExceeded.encode({ stream, recordId, size, maxSize })],
  );

export const appendTooBig = (size: number, maxSize: number): Failure =>
  streamsError(
    status.ABORTED,
    "APPEND_TRANSACTION_SIZE_EXCEEDED",
    `An append of ${size} bytes exceeds the maximum of ${maxSize}.`,
    ["AppendTransactionSizeExceeded", AppendTransactionSizeExceeded.encode({ size, maxSize })],
  );

export const streamRepeated = (stream: string): Failure =>
  streamsError(
    status.ABORTED,
    "STREAM_ALREADY_IN_APPEND_SESSION",
    `The session already has a message for stream '${stream}'.`,
    ["StreamAlreadyInAppendSession", OfStream.encode({ stream })],
  );

export const nothingSent = (): Failure =>
  streamsError(status.FAILED_PRECONDITION, "APPEND_SESSION_NO_REQUESTS", "The session ended without a message.");

/** The Node client recognises a denied access only by its trailer. */
const denied = (operation: string, username: string): Failure =>
  detailed(status.PERMISSION_DENIED, `Access denied: ${username} may not ${operation}.`, {
    reason: "SERVER_ERROR_ACCESS_DENIED",
    domain: ofServer,
    details: { name: "kurrent.rpc.AccessDeniedErrorDetails", value: AccessDenied.encode({ operation, username }) },
    trailers: { exception: "access-denied" },
  });

/** The outcome is unknown to the client, which should retry with the same record ids. */
const outcomeUnknown = (reason: string): Failure =>
  detailed(status.DEADLINE_EXCEEDED, `The append could not be stored: ${reason}.`, {
    reason: "SERVER_ERROR_OPERATION_TIMEOUT",
    domain: ofServer,
  });

/** Converts a write that failed for a reason outside of its streams. */
export const failureOfUnwritten = (unwritten: Unwritten, username: string): Failure => {
  switch (unwritten.kind) {
    case "denied":
      return denied("append to these streams", username);
    case "unstored":
      return outcomeUnknown(unwritten.reason);
    case "stopping":
      return unavailable();
  }
};
