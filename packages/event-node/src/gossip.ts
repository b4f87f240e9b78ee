import { randomUUID } from "node:crypto";
import type { ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import type { Clock } from "./clock.ts";
import { ClusterInfo } from "./wire/node-messages.ts";

export const gossipService = "event_store.client.gossip.Gossip";

/** The address that clients are told; a missing part is taken from the address at which they asked. */
export interface Advertised {
  readonly host?: string;
  readonly port?: number;
}

const leader = 8;

/** A client that discovers the node has just reached it, so the address it used is one that it can reach. */
const reachedAt = (call: Pick<ServerUnaryCall<Buffer, Buffer>, "getHost">): { address: string; port: number } => {
  const [, address = "127.0.0.1", port] = /^(.+?)(?::(\d+))?$/.exec(call.getHost()) ?? [];
  return { address, port: Number(port ?? 443) };
};

/** Gossip of a single-node cluster whose only member is the leader. */
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
