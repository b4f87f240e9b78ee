import { status } from "@grpc/grpc-js";
import { Failure } from "../failure.ts";

/** A group is identified by its source and its own name. */
export interface GroupName {
  /** The name of a stream, or `$all`. */
  readonly source: string;
  readonly group: string;
}

const failure = (code: status, exception: string, { source, group }: GroupName, details: string, reason?: string) =>
  new Failure(code, details, {
    exception,
    "stream-name": source,
    "group-name": group,
    ...(reason !== undefined && { reason }),
  });

const described = ({ source, group }: GroupName) => `Subscription group ${group} on stream ${source}`;

export const groupMissing = (name: GroupName) =>
  failure(status.NOT_FOUND, "persistent-subscription-does-not-exist", name, `${described(name)} does not exist.`);

export const groupExists = (name: GroupName) =>
  failure(status.ALREADY_EXISTS, "persistent-subscription-exists", name, `${described(name)} exists.`);

export const groupDropped = (name: GroupName) =>
  failure(status.CANCELLED, "persistent-subscription-dropped", name, `${described(name)} was dropped.`);

export const groupFull = (name: GroupName) =>
  failure(
    status.FAILED_PRECONDITION,
    "maximum-subscribers-reached",
    name,
    `Maximum subscriptions reached for subscription group ${name.group} on stream ${name.source}.`,
  );

/** The only error with the status INTERNAL: clients look at its trailer first. */
export const groupFailed = (name: GroupName, reason: string) =>
  failure(status.INTERNAL, "persistent-subscription-failed", name, `${described(name)} failed: ${reason}`, reason);
