import type { Log } from "../log/log.ts";
import type { Unwritten } from "../log/outcome.ts";
import type { Action, accessLists } from "./acl.ts";
import type { User } from "./users.ts";

/** The log as somebody may use it. */
export interface GuardedLog extends Log {
  readonly user: string;
  readonly mayRead: (stream: string) => boolean;
  /** Whether its user may run the node: manage groups, scavenge. */
  readonly mayOperate: () => boolean;
  /** Whether its user may say who else is one. */
  readonly mayAdminister: () => boolean;
}

/** An insecure node's log: there are no users, so everybody may do everything. */
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
