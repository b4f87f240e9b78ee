import type { Log } from "../log/log.ts";
import type { Unwritten } from "../log/outcome.ts";
import type { Action, accessLists } from "./acl.ts";
import type { User } from "./users.ts";

/** The log, limited to the rights of one user. */
export interface GuardedLog extends Log {
  readonly user: string;
  readonly mayRead: (stream: string) => boolean;
  /** Whether the user may operate the node: manage persistent subscriptions, scavenge. */
  readonly mayOperate: () => boolean;
  /** Whether the user may manage users. */
  readonly mayAdminister: () => boolean;
}

/** The log of an insecure node, where every client may do everything. */
export const openToAll = (log: Log): GuardedLog => ({
  ...log,
  user: "anonymous",
  mayRead: () => true,
  mayOperate: () => true,
  mayAdminister: () => true,
});

const denied: Unwritten = { kind: "denied" };

export const guardedFor = (log: Log, lists: ReturnType<typeof accessLists>, user: User): GuardedLog => {
  const may = (stream: string, action: Action) => lists.allows(user, stream, action);
  return {
    ...log,
    user: user.name,
    mayRead: (stream) => may(stream, "read"),
    mayAdminister: () => user.roles.has("$admins"),
    mayOperate: () => user.roles.has("$admins") || user.roles.has("$ops"),
    append: async (stream, ...rest) => (may(stream, "write") ? log.append(stream, ...rest) : denied),
    appendTogether: async (all) => {
      const mayAll = all.parts.every(({ stream, isOnlyChecked }) => may(stream, isOnlyChecked ? "read" : "write"));
      return mayAll ? log.appendTogether(all) : denied;
    },
    softlyDelete: async (stream, ...rest) => (may(stream, "delete") ? log.softlyDelete(stream, ...rest) : denied),
    tombstone: async (stream, ...rest) => (may(stream, "delete") ? log.tombstone(stream, ...rest) : denied),
  };
};
