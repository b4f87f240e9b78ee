import type { Metadata, UntypedHandleCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import { failureOf } from "../failure.ts";
import type { Log } from "../log/log.ts";
import { accessLists } from "./acl.ts";
import { type GuardedLog, guardedFor, openToAll } from "./guarded-log.ts";
import { notAUser, type Users } from "./users.ts";

type Handlers<Name extends string> = { readonly [K in Name]: UntypedHandleCall };

/** What all kinds of calls have in common. */
interface Call {
  readonly metadata: Metadata;
  readonly cancelled: boolean;
  readonly emit: (event: "error" | "cancelled", failure?: unknown) => unknown;
  readonly once: (event: "close" | "cancelled", listener: () => void) => unknown;
}

type Answer = (failure: unknown) => void;

/** The open calls of each user, so that they can be ended when the user loses access. */
const openCallsOf = (users: Users) => {
  const calls = new Map<string, Set<Call>>();
  users.watch((login) => {
    for (const call of calls.get(login) ?? []) {
      call.emit("error", notAUser());
      call.emit("cancelled");
    }
  });
  return (login: string, call: Call) => {
    const own = calls.get(login) ?? new Set();
    calls.set(login, own.add(call));
    const forget = () => {
      own.delete(call);
      if (own.size === 0 && calls.get(login) === own) calls.delete(login);
    };
    call.once("close", forget);
    call.once("cancelled", forget);
  };
};

/** Gives each call the log with its user's rights; without users, all calls share one. */
export const guard = (log: Log, users: Users | undefined) => {
  const lists = accessLists(log);
  const keepWhileOpen = users && openCallsOf(users);
  return <Name extends string>(make: (log: GuardedLog) => Handlers<Name>): UntypedServiceImplementation => {
    const open = make(openToAll(log));
    if (!users) return open;
    const guarded =
      (name: Name): UntypedHandleCall =>
      async (call: Call, answer?: Answer) => {
        try {
          const [authorization] = call.metadata.get("authorization");
          const user = await users.authenticate(authorization === undefined ? undefined : String(authorization));
          if (call.cancelled) return;
          if (!answer) keepWhileOpen?.(user.name, call);
          // gRPC calls each of its four kinds of handlers with a call and, for unary responses, a callback.
          const handle = make(guardedFor(log, lists, user))[name] as (call: Call, answer?: Answer) => unknown;
          handle(call, answer);
        } catch (error) {
          if (answer) answer(failureOf(error));
          else call.emit("error", failureOf(error));
        }
      };
    // The keys of `open` are exactly these names; Object.keys returns plain strings.
    const names = Object.keys(open) as Name[];
    return Object.fromEntries(names.map((name) => [name, guarded(name)]));
  };
};
