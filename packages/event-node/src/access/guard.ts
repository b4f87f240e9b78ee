import type { Metadata, UntypedHandleCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import { type Failure, failureOf } from "../failure.ts";
import type { Log } from "../log/log.ts";
import { accessLists } from "./acl.ts";
import { type GuardedLog, guardedFor, openToAll } from "./guarded-log.ts";
import type { Users } from "./users.ts";

type Handlers<Name extends string> = { readonly [K in Name]: UntypedHandleCall };

/** What a call has, whatever its kind. */
interface Call {
  readonly metadata: Metadata;
  readonly cancelled: boolean;
  readonly emit: (event: "error", failure: Failure) => unknown;
}

type Answer = (failure: Failure) => void;

/** Gives each call the log as its user may use it; without users, all calls share one. */
export const guard = (log: Log, users: Users | undefined) => {
  const lists = accessLists(log);
  return <Name extends string>(make: (log: GuardedLog) => Handlers<Name>): UntypedServiceImplementation => {
    const open = make(openToAll(log));
    if (!users) return open;
    const guarded =
      (name: Name): UntypedHandleCall =>
      async (call: Call, answer?: Answer) => {
        try {
          const [authorization] = call.metadata.get("authorization");
          const user = await users.authenticate(authorization === undefined ? undefined : String(authorization));
          // gRPC calls each of its four kinds of handler with a call and, where one answer is due, a callback.
          const handle = make(guardedFor(log, lists, user))[name] as (call: Call, answer?: Answer) => unknown;
          if (!call.cancelled) handle(call, answer);
        } catch (error) {
          if (answer) answer(failureOf(error));
          else call.emit("error", failureOf(error));
        }
      };
    // The keys of `open` are the names it was made with; Object.keys forgets that.
    const names = Object.keys(open) as Name[];
    return Object.fromEntries(names.map((name) => [name, guarded(name)]));
  };
};
