import { randomUUID } from "node:crypto";
import { Server, type sendUnaryData } from "@grpc/grpc-js";
import { guard } from "./access/guard.ts";
import type { Users } from "./access/users.ts";
import type { OpenCalls } from "./calls.ts";
import type { Clock } from "./clock.ts";
import type { Log } from "./log/log.ts";
import { maintenanceCalls, maintenanceService } from "./maintenance/online-backup.ts";
import { operationCalls, operationsService } from "./operations/calls.ts";
import type { Scavenges } from "./operations/scavenges.ts";
import { persistentCalls } from "./persistent/calls.ts";
import type { PersistentGroups } from "./persistent/groups.ts";
import { definitionOf, supportedMethods } from "./services.ts";
import { appendCalls } from "./streams/append.ts";
import { batchAppendCalls } from "./streams/batch-append.ts";
import { deleteCalls } from "./streams/delete.ts";
import type { Limits } from "./streams/proposal.ts";
import { readCalls } from "./streams/read.ts";
import { credentialsFor, type Tls } from "./tls.ts";
import { ClusterInfo, SupportedMethods } from "./wire/node-messages.ts";

/** What clients take this node for: the last version whose services they only use where they are listed. */
const announcedVersion = "24.10.0";

const leader = 8;

const mebibyte = 1024 * 1024;

export interface ServerParts {
  readonly dataDir: string;
  readonly log: Log;
  /** None on an insecure node. */
  readonly users: Users | undefined;
  readonly groups: PersistentGroups;
  readonly scavenges: Scavenges;
  readonly limits: Limits;
  readonly calls: OpenCalls;
  readonly clock: Clock;
  /** The time of day that clients' deadlines are told in. */
  readonly timeOfDay: Clock;
  readonly address: () => { readonly address: string; readonly port: number };
}

const always =
  (encode: () => Buffer) =>
  (_call: unknown, answer: sendUnaryData<Buffer>): void =>
    answer(null, encode());

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
  address,
}: ServerParts): Server => {
  const instanceId = randomUUID();
  const made = new Server({
    // Room for more than one append, so that one that is too big is refused by its answer and not by its stream's end.
    "grpc.max_receive_message_length": 2 * Math.max(limits.maxAppendSize, 16 * mebibyte) + mebibyte,
    "grpc.max_send_message_length": -1,
    "grpc.max_concurrent_streams": 100_000,
  });
  const guarded = guard(log, users);
  made.addService(
    definitionOf("event_store.client.streams.Streams"),
    guarded((own) => ({
      Read: readCalls(own, calls, clock),
      Append: appendCalls(own, limits, calls),
      Delete: deleteCalls(own.softlyDelete),
      Tombstone: deleteCalls(own.tombstone),
      BatchAppend: batchAppendCalls(own, limits, calls, timeOfDay),
    })),
  );
  made.addService(
    definitionOf("event_store.client.persistent_subscriptions.PersistentSubscriptions"),
    guarded((own) => persistentCalls(own, groups)),
  );
  made.addService(
    definitionOf(operationsService),
    guarded((own) => operationCalls(own, scavenges)),
  );
  made.addService(
    definitionOf(maintenanceService),
    guarded((own) => maintenanceCalls(own, dataDir, timeOfDay)),
  );
  made.addService(definitionOf("event_store.client.server_features.ServerFeatures"), {
    GetSupportedMethods: always(() =>
      SupportedMethods.encode({ methods: supportedMethods, eventStoreServerVersion: announcedVersion }),
    ),
  });
  made.addService(definitionOf("event_store.client.gossip.Gossip"), {
    Read: always(() =>
      ClusterInfo.encode({
        members: [
          {
            instanceId: { string: instanceId },
            timeStamp: BigInt(clock().getTime()) * 10_000n,
            state: leader,
            isAlive: true,
            httpEndPoint: address(),
          },
        ],
      }),
    ),
  });
  return made;
};

export const listen = (
  made: Server,
  { host, port, tls }: { readonly host: string; readonly port: number; readonly tls: Tls | undefined },
): Promise<number> =>
  new Promise((resolve, reject) => {
    const at = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
    made.bindAsync(at, credentialsFor(tls), (error, bound) => {
      if (error) reject(new Error(`The node cannot listen on ${at}: ${error.message}`, { cause: error }));
      else resolve(bound);
    });
  });

/** Lets open calls finish for a while, then closes what is left. */
export const shutDown = (made: Server, patienceMs: number): Promise<void> =>
  new Promise((resolve) => {
    const force = setTimeout(() => made.forceShutdown(), patienceMs);
    made.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
