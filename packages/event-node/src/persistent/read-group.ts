import type { ServerDuplexStream } from "@grpc/grpc-js";
import type { GuardedLog } from "../access/guarded-log.ts";
import { accessDenied, type Failure, failureOf, invalidArgument } from "../failure.ts";
import { linkTarget } from "../streams/resolve.ts";
import type { Decoded } from "../wire/message.ts";
import { GroupReadReq, GroupReadResp } from "../wire/persistent-messages.ts";
import { encodeReadEvent, type Resolved } from "../wire/recorded-event.ts";
import { type Uuid, uuidBytes, uuidText } from "../wire/uuid.ts";
import type { Consumer } from "./consumer.ts";
import { keyOf } from "./definition.ts";
import type { Group, Nack } from "./group.ts";
import type { PersistentGroups } from "./groups.ts";
import type { Message } from "./message.ts";
import { nameIn } from "./requests.ts";

type Call = ServerDuplexStream<Buffer, Buffer>;

/** Indexed by the protocol's number; an unknown action is a retry. */
const actions: readonly Nack[] = ["retry", "park", "retry", "skip", "stop"];

const named = (ids: readonly Decoded<typeof Uuid>[] = []): string[] => ids.map((id) => uuidText(uuidBytes(id)));

/** The group reads with the node's rights; the target of a link is sent only to a client that may read it. */
const shownTo = (log: GuardedLog, { resolved, stored }: Message): Resolved => {
  const to = resolved.event && resolved.link && linkTarget(stored);
  return resolved.link && to && !log.mayRead(to.stream) ? { link: resolved.link } : resolved;
};

const connectionOf = (call: Call, log: GuardedLog, { slots, isString }: { slots: number; isString: boolean }) => ({
  from: call.getPeer(),
  connectionName: String(call.metadata.get("connection-name")[0] ?? "<unknown>"),
  username: log.user,
  slots,
  send: (message: Message) => {
    if (call.destroyed || call.writableEnded) return;
    // A client never has more messages than slots, so the unsent messages stay limited.
    call.write(encodeReadEvent(shownTo(log, message), isString ? "string" : "structured", message.retryCount));
  },
});

/** One consumer of a group: events are sent on the call, acks and nacks are received on it. */
export const readGroupCalls =
  (log: GuardedLog, groups: PersistentGroups) =>
  (call: Call): void => {
    let joined: { readonly group: Group; readonly as: Consumer } | undefined;
    let isOver = false;

    const leave = () => {
      isOver = true;
      joined?.group.leave(joined.as);
    };
    const fail = (failure: Failure) => {
      if (isOver) return;
      leave();
      call.emit("error", failure);
    };
    const join = (options: NonNullable<GroupReadReq["options"]>) => {
      const { streamIdentifier, all, groupName, bufferSize = 0, uuidOption } = options;
      const group = groups.find(nameIn(streamIdentifier, all !== undefined, groupName));
      const mayRead = () => log.mayRead(group.definition.source);
      if (!mayRead()) throw accessDenied();
      const connection = connectionOf(call, log, {
        slots: bufferSize,
        isString: uuidOption?.string !== undefined,
      });
      joined = { group, as: group.connect({ ...connection, mayRead, drop: fail }) };
      // Written before the first event, which the group sends in a later turn of the event loop.
      call.write(GroupReadResp.encode({ subscriptionConfirmation: { subscriptionId: keyOf(group.definition) } }));
    };
    const take = ({ options, ack, nack }: GroupReadReq) => {
      if (options && !joined) return join(options);
      if (!joined) throw invalidArgument("The first message must have the options.");
      const { group } = joined;
      if (ack) group.acknowledge(named(ack.ids));
      if (nack) group.refuse(named(nack.ids), actions[nack.action ?? 0] ?? "retry", nack.reason ?? "");
    };

    call.on("data", (bytes: Buffer) => {
      if (isOver) return;
      try {
        take(GroupReadReq.decode(bytes));
      } catch (error) {
        fail(failureOf(error));
      }
    });
    call.on("end", () => {
      if (isOver) return;
      leave();
      call.end();
    });
    call.on("cancelled", leave);
    call.on("close", leave);
  };
