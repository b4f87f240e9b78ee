import type { ServerDuplexStream } from "@grpc/grpc-js";
import type { OpenCalls } from "../calls.ts";
import type { Clock } from "../clock.ts";
import { cancelled, failureOf } from "../failure.ts";
import type { Log } from "../log/log.ts";
import type { Outcome } from "../log/outcome.ts";
import { BatchAppendReq, BatchAppendResp } from "../wire/append-messages.ts";
import { Malformed } from "../wire/bytes.ts";
import type { Decoded } from "../wire/message.ts";
import { uuidBytes } from "../wire/uuid.ts";
import { success } from "./append.ts";
import { batchError } from "./batch-error.ts";
import { collect, expectationIn, type Limits, streamNamed } from "./proposal.ts";
import { type Refusal, Refused } from "./refusal.ts";

type Request = Decoded<typeof BatchAppendReq>;
type Options = NonNullable<Request["options"]>;

/** Deadlines are compared with the real time of day, not with the log's clock. */
const timeLeftMs = (options: Options, clock: Clock, limits: Limits): number => {
  const { deadlineAt, deadlineIn } = options;
  const ms = (time: { seconds?: bigint | undefined; nanos?: number | undefined }) =>
    Number(time.seconds ?? 0n) * 1000 + (time.nanos ?? 0) / 1_000_000;
  const left = deadlineAt ? ms(deadlineAt) - clock().getTime() : deadlineIn ? ms(deadlineIn) : limits.writeTimeoutMs;
  return Math.min(left, limits.writeTimeoutMs);
};

const refusalIn = (error: unknown): Refusal => {
  if (error instanceof Refused) return error.refusal;
  if (error instanceof Malformed) return { kind: "malformed", message: error.message };
  throw error;
};

/** One append that is being collected: events until the final message, then exactly one response. */
const oneAppend = (request: Request, limits: Limits) => {
  const options = request.options ?? {};
  const { events, add } = collect(limits);
  const stream = options.streamIdentifier?.streamName?.toString("utf8") ?? "";
  return {
    add: (more: Request) => {
      for (const proposed of more.proposedMessages ?? []) add(proposed);
    },
    write: (log: Log) => log.append(streamNamed(options), expectationIn(options), events),
    answer: (outcome: Outcome | Refusal): Buffer => {
      const named = { correlationId: request.correlationId, streamIdentifier: options.streamIdentifier ?? {} };
      if (outcome.kind === "written")
        return BatchAppendResp.encode({ ...named, success: success(outcome.last, outcome.position) });
      const refusal = outcome.kind === "conflict" ? { ...outcome, expected: expectationIn(options) } : outcome;
      return BatchAppendResp.encode({ ...named, error: batchError(stream, refusal) });
    },
  };
};

/** The long-lived stream on which one client appends; an error is sent as a response and does not end the stream. */
export const batchAppendCalls =
  (log: Log, limits: Limits, calls: OpenCalls, clock: Clock) =>
  (call: ServerDuplexStream<Buffer, Buffer>): void => {
    const collecting = new Map<string, { append: ReturnType<typeof oneAppend>; timer: NodeJS.Timeout }>();
    let pending = 0;
    let leave: (() => void) | undefined;

    const send = (answer: Buffer) => {
      if (call.cancelled || call.writableEnded || call.destroyed) return;
      if (call.write(answer) || call.isPaused()) return;
      // Backpressure: no more appends are read from a client that does not read its responses.
      call.pause();
      call.once("drain", () => call.resume());
    };
    const drop = (id: string) => {
      clearTimeout(collecting.get(id)?.timer);
      collecting.delete(id);
    };
    const settle = () => {
      pending -= 1;
      if (pending === 0) leave?.();
    };
    const leaveWhenAnswered = (how: () => void) => {
      for (const id of collecting.keys()) drop(id);
      leave ??= how;
      if (pending === 0) leave();
    };

    const begin = (id: string, request: Request) => {
      const append = oneAppend(request, limits);
      const left = timeLeftMs(request.options ?? {}, clock, limits);
      const giveUp = () => {
        drop(id);
        send(append.answer({ kind: "tooLate" }));
      };
      if (left <= 0) return giveUp();
      collecting.set(id, { append, timer: setTimeout(giveUp, left) });
    };

    const take = (request: Request) => {
      const id = uuidBytes(request.correlationId ?? {}).toString("hex");
      if (request.options && !collecting.has(id)) begin(id, request);
      const append = collecting.get(id)?.append;
      if (!append) return;
      const refuse = (error: unknown) => {
        drop(id);
        send(append.answer(refusalIn(error)));
      };
      try {
        append.add(request);
        if (!request.isFinal) return;
        drop(id);
        const outcome = append.write(log);
        pending += 1;
        outcome.then((done) => send(append.answer(done))).finally(settle);
      } catch (error) {
        refuse(error);
      }
    };

    const forget = calls.add(() => leaveWhenAnswered(() => call.emit("error", cancelled())));
    call.on("data", (bytes: Buffer) => {
      if (leave) return;
      try {
        take(BatchAppendReq.decode(bytes));
      } catch (error) {
        call.emit("error", failureOf(error));
      }
    });
    call.on("end", () => leaveWhenAnswered(() => call.end()));
    call.on("cancelled", () => leaveWhenAnswered(() => {}));
    call.on("close", forget);
    call.on("cancelled", forget);
  };
