import { type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import type { GuardedLog } from "../access/guarded-log.ts";
import { accessDenied, Failure, failureOf } from "../failure.ts";
import type { PersistentGroups } from "../persistent/groups.ts";
import { ScavengeResp, StopScavengeReq, scavengeResult } from "../wire/operation-messages.ts";
import type { Scavenges } from "./scavenges.ts";

export const operationsService = "event_store.client.operations.Operations";

const scavengeNotFound = (id: string) =>
  new Failure(status.NOT_FOUND, `Scavenge ${id} is not running.`, {
    exception: "scavenge-not-found",
    "scavenge-id": id,
  });

interface Operated {
  readonly scavenges: Scavenges;
  readonly groups: PersistentGroups;
  readonly shutDown: () => void;
}

const nothing = Buffer.alloc(0);

/** The calls for operators of the node. */
export const operationCalls = (log: GuardedLog, { scavenges, groups, shutDown }: Operated) => {
  const operating =
    (respond: (request: Buffer) => Promise<Buffer> | Buffer) =>
    async (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>): Promise<void> => {
      try {
        if (!log.mayOperate()) throw accessDenied();
        answer(null, await respond(call.request));
      } catch (error) {
        answer(failureOf(error));
      }
    };
  return {
    StartScavenge: operating(() => {
      const already = scavenges.runningId();
      if (already) return ScavengeResp.encode({ scavengeId: already, result: scavengeResult.inProgress });
      return ScavengeResp.encode({ scavengeId: scavenges.start(), result: scavengeResult.started });
    }),
    StopScavenge: operating(async (request) => {
      const { scavengeId = "" } = StopScavengeReq.decode(request).options ?? {};
      if (scavenges.runningId() !== scavengeId) throw scavengeNotFound(scavengeId);
      await scavenges.stop();
      return ScavengeResp.encode({ scavengeId, result: scavengeResult.stopped });
    }),
    Shutdown: operating(() => {
      // After the response, because a stopping node would not send it.
      setImmediate(shutDown);
      return nothing;
    }),
    RestartPersistentSubscriptions: operating(async () => {
      await groups.restart();
      return nothing;
    }),
    /** There is a single index, which never needs to be merged. */
    MergeIndexes: operating(() => nothing),
    /** A single node stays the leader, whatever its priority. */
    ResignNode: operating(() => nothing),
    SetNodePriority: operating(() => nothing),
  };
};
