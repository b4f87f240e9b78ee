import { Metadata, status } from "@grpc/grpc-js";
import { Damaged } from "./log/damaged.ts";
import { Malformed } from "./wire/bytes.ts";

/** An error response: a status, and the trailers by which clients recognise the error. */
export class Failure extends Error {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;

  constructor(code: status, details: string, trailers: Readonly<Record<string, string | Buffer>> = {}) {
    super(details);
    this.code = code;
    this.details = details;
    this.metadata = new Metadata();
    for (const [name, value] of Object.entries(trailers))
      this.metadata.set(name, typeof value === "string" ? inAscii(value) : value);
  }
}

/** Trailers must be ASCII, so names in other scripts are percent-encoded. */
const inAscii = (value: string) => (/^[\x20-\x7e]*$/.test(value) ? value : encodeURIComponent(value));

export const invalidArgument = (details: string) => new Failure(status.INVALID_ARGUMENT, details);

export const unknown = (details: string) => new Failure(status.UNKNOWN, details);

export const unavailable = () => new Failure(status.UNAVAILABLE, "The node is shutting down.");

export const cancelled = () => new Failure(status.CANCELLED, "The node is shutting down.");

export const accessDenied = () =>
  new Failure(status.PERMISSION_DENIED, "Access Denied", { exception: "access-denied" });

export const streamDeleted = (stream: string) =>
  new Failure(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: "stream-deleted",
    "stream-name": stream,
  });

/** Clients drop their channel on INTERNAL and DATA_LOSS, so defects and damage are reported as UNKNOWN. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof Failure) return error;
  if (error instanceof Damaged) return unknown(error.message);
  if (error instanceof Malformed) return invalidArgument(error.message);
  return unknown("Exception was thrown by handler.");
};
