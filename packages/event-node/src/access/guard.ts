import type { Metadata, UntypedServiceImplementation } from "@grpc/grpc-js";
import { type Failure, failureOf } from "../failure.ts";
import type { Log } from "../log/log.ts";
import { accessLists } from "./acl.ts";
import { type GuardedLog, guardedFor, openToAll } from "./guarded-log.ts";
import type { Users } from "./users.ts";

type Handlers<Name extends string> = { readonly [K in Name]: Handler };

/** Any of gRPC's four kinds of handler; only what all calls have is used here. */
// biome-ignore lint/suspicious/noExplicitAny: the kinds share no narrower type
type Handler = (call: any, answer?: any) => unknown;

/** What a call has, whatever its kind. */
interface Call {
  readonly metadata: Metadata;
  readonly cancelled: boolean;
  readonly emit: (event: "error", failure: Failure) => unknown;
}

/** Gives each call the log as its user may use it; without users, all calls share one. */
export const guard = (log: Log, users: Users | undefined) => {
  const lists = accessLists(log);
  return <Name extends string>(make: (log: GuardedLog) => Handlers<Name>): UntypedServiceImplementation => {
    const open = make(openToAll(log));
    if (!users) return open;
    const guarded =
      (name: Name): Handler =>
      async (call: Call, answer?: (failure: Failure) => void) => {
        try {
          const [authorization] = call.metadata.get("authorization");
          const user = await users.authenticate(authorization === undefined ? undefined : String(authorization));
          if (!call.cancelled) make(guardedFor(log, lists, user))[name](call, answer);
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
