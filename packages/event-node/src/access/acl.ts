import { eventData } from "../log/event-data.ts";
import type { Log } from "../log/log.ts";
import { type Acl, aclIn, describedStream, isMetadataStream } from "../log/metadata.ts";
import type { User } from "./users.ts";

export type Action = "read" | "write" | "delete";

type Right = keyof Acl;

const onMetadata: Readonly<Record<Action, Right>> = { read: "$mr", write: "$mw", delete: "$mw" };
const onEvents: Readonly<Record<Action, Right>> = { read: "$r", write: "$w", delete: "$d" };

const isOfSystem = (stream: string): boolean => stream.startsWith("$");

/** The default access lists of `$settings`. */
const defaultsIn = (data: Buffer): { readonly user: Acl; readonly system: Acl } => {
  try {
    // Only read; a value of another shape grants no rights.
    const { $userStreamAcl, $systemStreamAcl } = JSON.parse(data.toString("utf8")) as Record<string, unknown>;
    return { user: aclIn($userStreamAcl) ?? {}, system: aclIn($systemStreamAcl) ?? {} };
  } catch {
    return { user: {}, system: {} };
  }
};

/**
 * Who may do what: by the stream's own access list, or else the one of `$settings`, or else all users on ordinary
 * streams and admins on system streams.
 */
export const accessLists = (log: Log) => {
  let settingsAt = -1n;
  let defaults = defaultsIn(Buffer.alloc(0));

  const currentDefaults = () => {
    const last = log.lastRevision("$settings");
    if (last !== settingsAt) {
      const stored = log.readStream("$settings", last, last, 1).events[0];
      defaults = defaultsIn(stored ? eventData(stored.body) : Buffer.alloc(0));
      settingsAt = last;
    }
    return defaults;
  };

  return {
    allows: ({ roles }: User, stream: string, action: Action): boolean => {
      if (roles.has("$admins")) return true;
      const ofMetadata = isMetadataStream(stream);
      const subject = ofMetadata ? describedStream(stream) : stream;
      const right = (ofMetadata ? onMetadata : onEvents)[action];
      const { user, system } = currentDefaults();
      const fallback = isOfSystem(subject) ? (system[right] ?? ["$admins"]) : (user[right] ?? ["$all"]);
      const allowed = log.metadataOf(subject).acl?.[right] ?? fallback;
      return allowed.some((role) => roles.has(role));
    },
  };
};
