import { isMetadataStream } from "../log/metadata.ts";
import type { StoredInAll } from "../log/stored.ts";
import { linkType } from "../streams/resolve.ts";
import { idOf } from "../wire/recorded-event.ts";

const categoryStream = "$ce-";

const typeStream = "$et-";

export const isOfLinks = (stream: string): boolean =>
  stream.startsWith(categoryStream) || stream.startsWith(typeStream);

/** The part of a stream name before its first `-`, if that is not empty. */
const categoryOf = (stream: string): string | undefined => /^([^-]+)-/s.exec(stream)?.[1];

/** System streams, metadata, links and tombstones are not linked. */
const isLinked = ({ stream, type }: StoredInAll): boolean =>
  !stream.startsWith("$") && !isMetadataStream(stream) && type !== linkType && type !== "$streamDeleted";

/** The streams that get a link to an event. */
export const streamsLinking = (event: StoredInAll): string[] => {
  if (!isLinked(event)) return [];
  const category = categoryOf(event.stream);
  return [...(category === undefined ? [] : [`${categoryStream}${category}`]), `${typeStream}${event.type}`];
};

/** The link to an event, with the position of that event in its metadata. */
export const linkTo = ({ stream, revision, position, body }: StoredInAll) => ({
  type: linkType,
  isJson: false,
  data: Buffer.from(`${revision}@${stream}`),
  metadata: Buffer.from(
    `{"$c":${position},"$p":${position},"$o":${JSON.stringify(stream)},"$causedBy":"${idOf(body)}"}`,
  ),
});

/** The position of the event behind a link; undefined if the link was not written by this projection. */
export const linkedPosition = (metadata: Buffer): bigint | undefined => {
  try {
    const exact = (key: string, value: unknown, context?: { source?: string }) =>
      key === "$c" && context?.source && /^\d+$/.test(context.source) ? BigInt(context.source) : value;
    const { $c } = JSON.parse(metadata.toString("utf8"), exact) as { $c?: unknown }; // Only read.
    return typeof $c === "bigint" ? $c : undefined;
  } catch {
    return undefined;
  }
};
