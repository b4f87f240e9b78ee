import { type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import type { GuardedLog } from "../access/guarded-log.ts";
import { accessDenied, Failure, failureOf } from "../failure.ts";
import { ScavengeResp, StopScavengeReq, scavengeResult } from "../wire/operation-messages.ts";
import type { Scavenges } from "./scavenges.ts";

export const operationsService = "event_store.client.operations.Operations";

const scavengeNotFound = (id: string) =>
  new Failure(status.NOT_FOUND, `Scavenge ${id} is not running.`, {
    exception: "scavenge-not-found",
    "scavenge-id": id,
  });

/** What those who run the node may have it do. */
export const operationCalls = (log: GuardedLog, scavenges: Scavenges) => {
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
  };
};
