import type { ServerWritableStream } from "@grpc/grpc-js";
import type { GuardedLog } from "../access/guarded-log.ts";
import type { OpenCalls } from "../calls.ts";
import type { Clock } from "../clock.ts";
import { cancelled, failureOf } from "../failure.ts";
import { followAll } from "./follow-all.ts";
import { followStream } from "./follow-stream.ts";
import { type Outlet, outlet } from "./outlet.ts";
import { readAll } from "./read-all.ts";
import { type ReadRequest, readRequest } from "./read-request.ts";
import { readStream } from "./read-stream.ts";
import type { Turns } from "./turns.ts";

interface ReadParts {
  readonly calls: OpenCalls;
  readonly turns: Turns;
  readonly clock: Clock;
}

type FollowsLog = (wake: () => void) => () => void;

/** Wakes a subscription at every relevant write and gives it its share of the sending time until it ends. */
const following = async (
  { turns }: ReadParts,
  to: Outlet,
  follow: FollowsLog,
  send: (to: Outlet) => Promise<void>,
): Promise<void> => {
  const stopWaking = follow(to.wake);
  const inTurn = turns.join(to);
  try {
    await send(inTurn);
  } finally {
    stopWaking();
    inTurn.leave();
  }
};

const answer = (log: GuardedLog, to: Outlet, request: ReadRequest, parts: ReadParts): Promise<void> => {
  const { clock } = parts;
  switch (request.kind) {
    case "readStream":
      return readStream(log, to, request.asked, request.count);
    case "readAll":
      return readAll(log, to, request.asked, request.count);
    case "followStream":
      return following(
        parts,
        to,
        (wake) => log.followStream(request.asked.stream, wake),
        (inTurn) => followStream(log, inTurn, request.asked, clock),
      );
    case "followAll":
      return following(parts, to, log.follow, (inTurn) => followAll(log, inTurn, request.asked, clock));
  }
};

/** Reads and subscriptions: one gRPC method with four kinds of requests. */
export const readCalls =
  (log: GuardedLog, parts: ReadParts) =>
  async (call: ServerWritableStream<Buffer, Buffer>): Promise<void> => {
    const to = outlet(call);
    const forget = parts.calls.add(() => to.fail(cancelled()));
    try {
      await answer(log, to, readRequest(call.request), parts);
    } catch (error) {
      to.fail(failureOf(error));
    } finally {
      forget();
    }
  };
