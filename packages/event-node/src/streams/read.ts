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

const whileWoken = (stopWaking: () => void, following: Promise<void>): Promise<void> => following.finally(stopWaking);

const answer = (log: GuardedLog, to: Outlet, request: ReadRequest, clock: Clock): Promise<void> => {
  switch (request.kind) {
    case "readStream":
      return readStream(log, to, request.asked, request.count);
    case "readAll":
      return readAll(log, to, request.asked, request.count);
    case "followStream":
      return whileWoken(log.followStream(request.asked.stream, to.wake), followStream(log, to, request.asked, clock));
    case "followAll":
      return whileWoken(log.follow(to.wake), followAll(log, to, request.asked, clock));
  }
};

/** Reads and subscriptions: one call, four kinds of answer. */
export const readCalls =
  (log: GuardedLog, calls: OpenCalls, clock: Clock) =>
  async (call: ServerWritableStream<Buffer, Buffer>): Promise<void> => {
    const to = outlet(call);
    const forget = calls.add(() => to.fail(cancelled()));
    try {
      await answer(log, to, readRequest(call.request), clock);
    } catch (error) {
      to.fail(failureOf(error));
    } finally {
      forget();
    }
  };
