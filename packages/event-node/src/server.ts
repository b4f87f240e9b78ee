import { Server, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { guard } from "./access/guard.ts";
import { userCalls, usersService } from "./access/user-calls.ts";
import type { Users } from "./access/users.ts";
import type { OpenCalls } from "./calls.ts";
import type { Clock } from "./clock.ts";
import { coalescing } from "./coalescing.ts";
import { featureCalls, featuresService } from "./features.ts";
import { type Advertised, gossipCalls, gossipService } from "./gossip.ts";
import type { Log } from "./log/log.ts";
import { maintenanceCalls, maintenanceService } from "./maintenance/online-backup.ts";
import { multiService, recordsCalls } from "./multi/records.ts";
import { sessionCalls } from "./multi/session.ts";
import { operationCalls, operationsService } from "./operations/calls.ts";
import type { Scavenges } from "./operations/scavenges.ts";
import { persistentCalls } from "./persistent/calls.ts";
import type { PersistentGroups } from "./persistent/groups.ts";
import { definitionOf } from "./services.ts";
import { appendCalls } from "./streams/append.ts";
import { batchAppendCalls } from "./streams/batch-append.ts";
import { deleteCalls } from "./streams/delete.ts";
import type { Limits } from "./streams/proposal.ts";
import { readCalls } from "./streams/read.ts";
import { turns } from "./streams/turns.ts";

const mebibyte = 1024 * 1024;

export interface ServerParts {
  readonly dataDir: string;
  readonly log: Log;
  /** Undefined on an insecure node. */
  readonly users: Users | undefined;
  readonly groups: PersistentGroups;
  readonly scavenges: Scavenges;
  readonly limits: Limits;
  readonly calls: OpenCalls;
  readonly clock: Clock;
  /** The clock against which clients' deadlines are compared. */
  readonly timeOfDay: Clock;
  /** The address that discovery announces, if it is not the one at which the client asked. */
  readonly advertised: Advertised;
  readonly shutDown: () => void;
}

export const server = ({
  dataDir,
  log,
  users,
  groups,
  scavenges,
  limits,
  calls,
  clock,
  timeOfDay,
  advertised,
  shutDown,
}: ServerParts): Server => {
  const made = new Server({
    // Larger than one append, so that an append that is too big gets its proper error and not a broken stream.
    "grpc.max_receive_message_length": 2 * Math.max(limits.maxAppendSize, 16 * mebibyte) + mebibyte,
    "grpc.max_send_message_length": -1,
    "grpc.max_concurrent_streams": 100_000,
    interceptors: [coalescing],
  });
  const guarded = guard(log, users);
  const inTurn = turns(log);
  const there: string[] = [];
  const serve = (service: string, handlers: UntypedServiceImplementation) => {
    made.addService(definitionOf(service), handlers);
    there.push(service);
  };
  serve(
    "event_store.client.streams.Streams",
    guarded((own) => ({
      Read: readCalls(own, { calls, turns: inTurn, clock }),
      Append: appendCalls(own, limits, calls),
      Delete: deleteCalls(own.softlyDelete),
      Tombstone: deleteCalls(own.tombstone),
      BatchAppend: batchAppendCalls(own, limits, calls, timeOfDay),
    })),
  );
  serve(
    multiService,
    guarded((own) => ({ AppendSession: sessionCalls(own, limits, calls), AppendRecords: recordsCalls(own, limits) })),
  );
  serve(
    "event_store.client.persistent_subscriptions.PersistentSubscriptions",
    guarded((own) => persistentCalls(own, groups)),
  );
  serve(
    operationsService,
    guarded((own) => operationCalls(own, { scavenges, groups, shutDown })),
  );
  serve(
    maintenanceService,
    guarded((own) => maintenanceCalls(own, dataDir, timeOfDay)),
  );
  if (users)
    serve(
      usersService,
      guarded((own) => userCalls(own, users)),
    );
  serve(gossipService, gossipCalls(advertised, clock));
  serve(featuresService, featureCalls(there));
  return made;
};
