import type { GuardedLog } from "../access/guarded-log.ts";
import { eventData } from "../log/event-data.ts";
import type { Log } from "../log/log.ts";
import type { Stored } from "../log/stored.ts";
import { encodeReadEvent, type Resolved, type UuidForm } from "../wire/recorded-event.ts";

export const linkType = "$>";

/** The target of a link, from its data `revision@stream`. */
export const linkTarget = (link: Pick<Stored, "type" | "body">): { stream: string; revision: bigint } | undefined => {
  if (link.type !== linkType) return undefined;
  const [, revision, stream] = /^(\d{1,18})@(.+)$/s.exec(eventData(link.body).toString("utf8")) ?? [];
  return revision === undefined || stream === undefined ? undefined : { stream, revision: BigInt(revision) };
};

/** The target event of a link, if it exists and may be read. */
export const target = (log: Log, link: Stored, mayRead = (_stream: string) => true): Stored | undefined => {
  const { stream, revision } = linkTarget(link) ?? {};
  if (revision === undefined || stream === undefined || !mayRead(stream) || log.isTombstoned(stream)) return undefined;
  return log.readStream(stream, revision, revision, 1).events[0];
};

/** Resolves a link to the link and its target; returns any other event as it is. */
export const resolve = (log: Log, stored: Stored, mayRead?: GuardedLog["mayRead"]): Resolved =>
  stored.type === linkType ? { event: target(log, stored, mayRead), link: stored } : { event: stored };

/** How a reader wants its events: whether links are resolved, and the format of ids. */
export const presenting =
  (log: GuardedLog, { resolveLinks, uuidForm }: { readonly resolveLinks: boolean; readonly uuidForm: UuidForm }) =>
  (stored: Stored): Buffer => {
    if (resolveLinks && stored.type === linkType) return encodeReadEvent(resolve(log, stored, log.mayRead), uuidForm);
    const { encodings = {} } = stored;
    encodings[uuidForm] ??= encodeReadEvent({ event: stored }, uuidForm);
    return encodings[uuidForm];
  };
