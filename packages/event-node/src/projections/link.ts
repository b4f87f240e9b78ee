import { isMetadataStream } from "../log/metadata.ts";
import type { StoredInAll } from "../log/stored.ts";
import { linkType } from "../streams/resolve.ts";
import { idOf } from "../wire/recorded-event.ts";

const categoryStream = "$ce-";

const typeStream = "$et-";

export const isOfLinks = (stream: string): boolean =>
  stream.startsWith(categoryStream) || stream.startsWith(typeStream);

/** What stands before the first `-`, if anything does. */
const categoryOf = (stream: string): string | undefined => /^([^-]+)-/s.exec(stream)?.[1];

/** Streams of the node's own, the metadata of others, links and tombstones are in no category and of no type. */
const isLinked = ({ stream, type }: StoredInAll): boolean =>
  !stream.startsWith("$") && !isMetadataStream(stream) && type !== linkType && type !== "$streamDeleted";

/** The streams in which an event is to be found besides its own. */
export const streamsLinking = (event: StoredInAll): string[] => {
  if (!isLinked(event)) return [];
  const category = categoryOf(event.stream);
  return [...(category === undefined ? [] : [`${categoryStream}${category}`]), `${typeStream}${event.type}`];
};

/** What a link says: where it points, and of which event it comes. */
export const linkTo = ({ stream, revision, position, body }: StoredInAll) => ({
  type: linkType,
  isJson: false,
  data: Buffer.from(`${revision}@${stream}`),
  metadata: Buffer.from(
    `{"$c":${position},"$p":${position},"$o":${JSON.stringify(stream)},"$causedBy":"${idOf(body)}"}`,
  ),
});

/** The position of the event that a link comes of; nothing if it is none of the node's own making. */
export const linkedPosition = (metadata: Buffer): bigint | undefined => {
  try {
    const exact = (key: string, value: unknown, context?: { source?: string }) =>
      key === "$c" && context?.source && /^\d+$/.test(context.source) ? BigInt(context.source) : value;
    const { $c } = JSON.parse(metadata.toString("utf8"), exact) as { $c?: unknown }; // Only looked into.
    return typeof $c === "bigint" ? $c : undefined;
  } catch {
    return undefined;
  }
};
