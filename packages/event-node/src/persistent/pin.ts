import { createHash } from "node:crypto";
import { eventMetadata } from "../log/event-data.ts";
import { linkTarget } from "../streams/resolve.ts";
import type { Message } from "./message.ts";

export const buckets = 1024;

const bucketOf = (name: string): number => createHash("md5").update(name).digest().readUInt16BE(0) % buckets;

/** A link is assigned by the stream that it points to. */
const streamOf = ({ stream, stored }: Message): string => linkTarget(stored)?.stream ?? stream;

const correlationOf = ({ resolved, stored }: Message): string | undefined => {
  const { body } = resolved.event ?? stored;
  try {
    const metadata: unknown = JSON.parse(eventMetadata(body).toString("utf8"));
    if (typeof metadata !== "object" || metadata === null || !("$correlationId" in metadata)) return undefined;
    return typeof metadata.$correlationId === "string" ? metadata.$correlationId : undefined;
  } catch {
    return undefined;
  }
};

/** The bucket that keeps a stream's events with one consumer. */
export const bucketOfStream = (message: Message): number => bucketOf(streamOf(message));

/** The bucket that keeps correlated events with one consumer. */
export const bucketOfCorrelation = (message: Message): number => bucketOf(correlationOf(message) ?? streamOf(message));
