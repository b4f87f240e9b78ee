import type { EventNode } from "../../src/node.ts";
import { GetInfoResp, ListResp } from "../../src/wire/group-info.ts";
import type { Decoded } from "../../src/wire/message.ts";
import { bytes, message, one, text, uint32, uint64 } from "../../src/wire/message.ts";
import {
  CreateReq,
  DeleteGroupReq,
  GetInfoReq,
  type GroupOptions,
  GroupReadReq,
  ListReq,
  ReplayParkedReq,
} from "../../src/wire/persistent-messages.ts";
import { StreamIdentifier } from "../../src/wire/shared.ts";
import { Uuid } from "../../src/wire/uuid.ts";
import { groups, speakTo } from "../wire.ts";

const RecordedEvent = message({ id: one(1, Uuid), streamIdentifier: one(2, StreamIdentifier), data: one(8, bytes) });

/** The messages that a consumer receives. */
export const Sent = message({
  event: one(
    1,
    message({
      event: one(1, RecordedEvent),
      link: one(2, RecordedEvent),
      commitPosition: one(3, uint64),
      retryCount: one(5, uint32),
    }),
  ),
  subscriptionConfirmation: one(2, message({ subscriptionId: one(1, text) })),
});

type Asked<M> = NonNullable<Decoded<M> extends { options?: infer Options } ? Options : never>;

/** The minimal settings of a group. */
const least = { readBatchSize: 20, historyBufferSize: 500, messageTimeoutMs: 30_000, maxRetryCount: 10 };

/** Calls the persistent subscriptions service without a client. */
export const speakOfGroupsTo = (node: Pick<EventNode, "port">) => {
  const { ask, raw } = speakTo(node);
  const withLeast = (options: GroupOptions) => ({ ...options, settings: { ...least, ...options.settings } });
  const define = (method: string) => (options: GroupOptions) =>
    ask(`${groups}/${method}`, CreateReq.encode({ options: withLeast(options) }));
  return {
    create: define("Create"),
    update: define("Update"),
    delete: (options: Asked<typeof DeleteGroupReq>) => ask(`${groups}/Delete`, DeleteGroupReq.encode({ options })),
    info: async (options: Asked<typeof GetInfoReq>) =>
      GetInfoResp.decode(await ask(`${groups}/GetInfo`, GetInfoReq.encode({ options }))).groupInfo,
    list: async (options: Asked<typeof ListReq>) =>
      ListResp.decode(await ask(`${groups}/List`, ListReq.encode({ options }))).groups ?? [],
    replay: (options: Asked<typeof ReplayParkedReq>) =>
      ask(`${groups}/ReplayParked`, ReplayParkedReq.encode({ options })),
    read: (...requests: Decoded<typeof GroupReadReq>[]) => {
      const call = raw.readGroup();
      for (const request of requests) call.write(GroupReadReq.encode(request));
      const messages = call[Symbol.asyncIterator]();
      return {
        /** Resolves when the call has ended. */
        ended: () => call.toArray(),
        next: async () => Sent.decode((await messages.next()).value ?? Buffer.alloc(0)),
        say: (request: Decoded<typeof GroupReadReq>) => call.write(GroupReadReq.encode(request)),
        leave: () => {
          call.on("error", () => {});
          call.cancel();
        },
      };
    },
  };
};
