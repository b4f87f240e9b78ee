import type { ServerReadableStream, sendUnaryData } from "@grpc/grpc-js";
import type { OpenCalls } from "../calls.ts";
import { type Failure, failureOf, unavailable, unknown } from "../failure.ts";
import type { Log } from "../log/log.ts";
import type { Expectation, Outcome } from "../log/outcome.ts";
import { AppendReq, AppendResp } from "../wire/append-messages.ts";
import { position } from "../wire/shared.ts";
import { collect, expectationIn, type Limits, streamNamed } from "./proposal.ts";
import { failureOfRefusal, Refused } from "./refusal.ts";

export const success = (last: bigint, at: bigint | undefined) => ({
  ...(last < 0n ? { noStream: {} } : { currentRevision: last }),
  ...(at === undefined ? { noPosition: {} } : { position: position(at) }),
});

const wrongExpectedVersion = (expected: Expectation, current: bigint) => ({
  ...(current < 0n
    ? { noStream20_6: {}, currentNoStream: {} }
    : { currentRevision20_6: current, currentRevision: current }),
  ...(typeof expected === "bigint" && { expectedRevision20_6: expected, expectedRevision: expected }),
  ...(expected === "any" && { any20_6: {}, expectedAny: {} }),
  ...(expected === "stream_exists" && { streamExists20_6: {}, expectedStreamExists: {} }),
  ...(expected === "no_stream" && { expectedNoStream: {} }),
});

/** A conflict is an ordinary answer here; the other refusals are statuses. */
const answerOf = (stream: string, expected: Expectation, outcome: Outcome): Buffer => {
  if (outcome.kind === "written") return AppendResp.encode({ success: success(outcome.last, outcome.position) });
  if (outcome.kind === "conflict")
    return AppendResp.encode({ wrongExpectedVersion: wrongExpectedVersion(expected, outcome.current) });
  throw failureOfRefusal(stream, outcome);
};

const failureIn = (stream: string, error: unknown): Failure => {
  if (!(error instanceof Refused)) return failureOf(error);
  // An unusable stream name is an exception in the real node's handler.
  if (stream === "" && error.refusal.kind === "malformed") return unknown("Exception was thrown by handler.");
  return failureOfRefusal(stream, error.refusal);
};

/** One append, one event a message, written when the client has sent all. */
export const appendCalls =
  (log: Log, limits: Limits, calls: OpenCalls) =>
  (call: ServerReadableStream<Buffer, Buffer>, answer: sendUnaryData<Buffer>): void => {
    const { events, add } = collect(limits);
    let stream = "";
    let expected: Expectation | undefined;
    let isOver = false;

    const finish = (failure: Failure | null, response?: Buffer) => {
      if (isOver) return;
      isOver = true;
      forget();
      answer(failure, response ?? null);
    };
    const attempt = (step: () => void) => {
      if (isOver) return;
      try {
        step();
      } catch (error) {
        finish(failureIn(stream, error));
      }
    };
    const write = async () => {
      if (expected === undefined)
        throw new Refused({ kind: "malformed", message: "An append begins with its options." });
      writing = true;
      const outcome = await log.append(stream, expected, events);
      attempt(() => finish(null, answerOf(stream, expected ?? "any", outcome)));
    };
    let writing = false;
    const forget = calls.add(() => {
      // Once it is being written, it is answered with what became of it.
      if (!writing) finish(unavailable());
    });

    call.on("data", (bytes: Buffer) =>
      attempt(() => {
        const { options, proposedMessage } = AppendReq.decode(bytes);
        if (options) {
          stream = streamNamed(options);
          expected = expectationIn(options);
        }
        if (proposedMessage) add(proposedMessage);
      }),
    );
    call.on("end", () => {
      if (isOver || call.cancelled) return;
      write().catch((error: unknown) => finish(failureIn(stream, error)));
    });
    call.on("cancelled", () => {
      isOver = true;
      forget();
    });
  };
