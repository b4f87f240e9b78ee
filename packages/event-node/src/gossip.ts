import { randomUUID } from "node:crypto";
import type { ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import type { Clock } from "./clock.ts";
import { ClusterInfo } from "./wire/node-messages.ts";

export const gossipService = "event_store.client.gossip.Gossip";

/** An address that clients are told; what is not said is what they asked at. */
export interface Advertised {
  readonly host?: string;
  readonly port?: number;
}

const leader = 8;

/** Whoever discovers the node has just reached it, so the address it came by is one that it can reach. */
const reachedAt = (call: Pick<ServerUnaryCall<Buffer, Buffer>, "getHost">): { address: string; port: number } => {
  const [, address = "127.0.0.1", port] = /^(.+?)(?::(\d+))?$/.exec(call.getHost()) ?? [];
  return { address, port: Number(port ?? 443) };
};

/** A cluster of one, whose only member leads it. */
export const gossipCalls = (advertised: Advertised, clock: Clock) => {
  const instanceId = randomUUID();
  return {
    Read: (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>): void => {
      const reached = reachedAt(call);
      const member = {
        instanceId: { string: instanceId },
        timeStamp: BigInt(clock().getTime()) * 10_000n,
        state: leader,
        isAlive: true,
        httpEndPoint: { address: advertised.host ?? reached.address, port: advertised.port ?? reached.port },
      };
      answer(null, ClusterInfo.encode({ members: [member] }));
    },
  };
};
