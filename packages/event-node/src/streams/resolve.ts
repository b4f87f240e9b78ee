import { eventData } from "../log/event-data.ts";
import type { Log } from "../log/log.ts";
import type { Stored } from "../log/reader.ts";
import { encodeReadEvent, type UuidForm } from "../wire/recorded-event.ts";

export const linkType = "$>";

/** What a link points at, if it can still be read. A link's data is `revision@stream`. */
const target = (log: Log, link: Stored): Stored | undefined => {
  const [, revision, stream] = /^(\d{1,18})@(.+)$/s.exec(eventData(link.body).toString("utf8")) ?? [];
  if (revision === undefined || stream === undefined || log.isTombstoned(stream)) return undefined;
  return log.readStream(stream, BigInt(revision), BigInt(revision), 1).events[0];
};

/** How a reader wants its events: whether links are followed, and how ids are written. */
export const presenting =
  (log: Log, { resolveLinks, uuidForm }: { readonly resolveLinks: boolean; readonly uuidForm: UuidForm }) =>
  (stored: Stored): Buffer => {
    if (!resolveLinks || stored.type !== linkType) return encodeReadEvent({ event: stored }, uuidForm);
    return encodeReadEvent({ event: target(log, stored), link: stored }, uuidForm);
  };
