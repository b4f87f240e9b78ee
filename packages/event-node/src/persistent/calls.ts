import type { ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import type { GuardedLog } from "../access/guarded-log.ts";
import { accessDenied, failureOf } from "../failure.ts";
import { GetInfoResp, ListResp } from "../wire/group-info.ts";
import { CreateReq, DeleteGroupReq, GetInfoReq, ListReq, ReplayParkedReq } from "../wire/persistent-messages.ts";
import { groupMissing } from "./failures.ts";
import type { PersistentGroups } from "./groups.ts";
import { infoOf } from "./info.ts";
import { readGroupCalls } from "./read-group.ts";
import { definitionIn, nameIn } from "./requests.ts";

const nothing = Buffer.alloc(0);

const unary =
  (respond: (request: Buffer) => Promise<Buffer> | Buffer) =>
  async (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>): Promise<void> => {
    try {
      answer(null, await respond(call.request));
    } catch (error) {
      answer(failureOf(error));
    }
  };

/** The calls for persistent subscriptions. */
export const persistentCalls = (log: GuardedLog, groups: PersistentGroups) => {
  const operating = (respond: Parameters<typeof unary>[0]) =>
    unary((request) => {
      if (!log.mayOperate()) throw accessDenied();
      return respond(request);
    });
  return {
    Create: operating(async (request) => {
      await groups.create(definitionIn(log, CreateReq.decode(request).options ?? {}));
      return nothing;
    }),
    Update: operating(async (request) => {
      const options = CreateReq.decode(request).options ?? {};
      const { streamIdentifier, stream, all, groupName } = options;
      groups.find(nameIn(stream?.streamIdentifier ?? streamIdentifier, all !== undefined, groupName));
      await groups.update(definitionIn(log, options));
      return nothing;
    }),
    Delete: operating(async (request) => {
      const { streamIdentifier, all, groupName } = DeleteGroupReq.decode(request).options ?? {};
      await groups.remove(nameIn(streamIdentifier, all !== undefined, groupName));
      return nothing;
    }),
    GetInfo: operating((request) => {
      const { streamIdentifier, all, groupName } = GetInfoReq.decode(request).options ?? {};
      return GetInfoResp.encode({
        groupInfo: infoOf(groups.find(nameIn(streamIdentifier, all !== undefined, groupName))),
      });
    }),
    List: operating((request) => {
      const { listForStream } = ListReq.decode(request).options ?? {};
      const wanted = listForStream && nameIn(listForStream.stream, listForStream.all !== undefined);
      const found = groups.all().filter(({ definition }) => !wanted || definition.source === wanted.source);
      if (wanted && found.length === 0) throw groupMissing(wanted);
      return ListResp.encode({ groups: found.map(infoOf) });
    }),
    ReplayParked: operating((request) => {
      const { streamIdentifier, all, groupName, stopAt } = ReplayParkedReq.decode(request).options ?? {};
      groups.find(nameIn(streamIdentifier, all !== undefined, groupName)).replayParked(stopAt);
      return nothing;
    }),
    TruncateParked: operating(async (request) => {
      const { streamIdentifier, all, groupName, stopAt } = ReplayParkedReq.decode(request).options ?? {};
      await groups.find(nameIn(streamIdentifier, all !== undefined, groupName)).truncateParked(stopAt);
      return nothing;
    }),
    RestartSubsystem: operating(async () => {
      await groups.restart();
      return nothing;
    }),
    Read: readGroupCalls(log, groups),
  };
};
