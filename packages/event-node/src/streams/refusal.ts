import { status } from "@grpc/grpc-js";
import { accessDenied, Failure, invalidArgument, streamDeleted, unavailable } from "../failure.ts";
import type { Expectation } from "../log/outcome.ts";

/** Why a write was refused. */
export type Refusal =
  | { readonly kind: "conflict"; readonly expected: Expectation; readonly current: bigint }
  | { readonly kind: "deleted" }
  | { readonly kind: "appendTooBig"; readonly maxAppendSize: number }
  | { readonly kind: "eventTooBig"; readonly maxEventSize: number; readonly size: number; readonly id: string }
  | { readonly kind: "propertyMissing" }
  | { readonly kind: "malformed"; readonly message: string }
  | { readonly kind: "tooLate" }
  | { readonly kind: "unstored"; readonly reason: string }
  | { readonly kind: "denied" }
  | { readonly kind: "stopping" };

export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.kind);
    this.refusal = refusal;
  }
}

const expectedVersion = (expected: Expectation): string => {
  if (typeof expected === "bigint") return String(expected);
  return { no_stream: "-1", any: "-2", stream_exists: "-4" }[expected];
};

/** A refusal as a status with trailers; BatchAppend reports it in a message instead. */
export const failureOfRefusal = (stream: string, refusal: Refusal): Failure => {
  switch (refusal.kind) {
    case "conflict":
      return new Failure(
        status.FAILED_PRECONDITION,
        `Append failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expectedVersion(refusal.expected)}, Actual version: ${refusal.current}`,
        {
          exception: "wrong-expected-version",
          "stream-name": stream,
          "expected-version": expectedVersion(refusal.expected),
          "actual-version": String(refusal.current),
        },
      );
    case "deleted":
      return streamDeleted(stream);
    case "appendTooBig":
      return new Failure(status.INVALID_ARGUMENT, `Maximum Append Size of ${refusal.maxAppendSize} Exceeded.`, {
        exception: "maximum-append-size-exceeded",
        "maximum-append-size": String(refusal.maxAppendSize),
      });
    case "eventTooBig":
      return new Failure(
        status.INVALID_ARGUMENT,
        `Event ${refusal.id} of ${refusal.size} bytes exceeds the maximum of ${refusal.maxEventSize}.`,
        {
          exception: "maximum-append-event-size-exceeded",
          "maximum-append-event-size": String(refusal.maxEventSize),
          "event-id": refusal.id,
          "proposed-append-event-size": String(refusal.size),
        },
      );
    case "propertyMissing":
      return new Failure(status.INVALID_ARGUMENT, "Required metadata properties are missing: type, content-type.", {
        exception: "missing-required-metadata-property",
        "required-metadata-properties": "type,content-type",
      });
    case "malformed":
      return invalidArgument(refusal.message);
    case "tooLate":
      return new Failure(status.ABORTED, "Operation timed out.");
    case "unstored":
      return new Failure(status.ABORTED, `The append could not be stored: ${refusal.reason}.`);
    case "denied":
      return accessDenied();
    case "stopping":
      return unavailable();
  }
};
