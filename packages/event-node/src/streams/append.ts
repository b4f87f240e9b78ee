import type { OpenCalls } from "../calls.ts";
import { type Failure, failureOf, unknown } from "../failure.ts";
import type { Log } from "../log/log.ts";
import type { Expectation, Outcome } from "../log/outcome.ts";
import { AppendReq, AppendResp } from "../wire/append-messages.ts";
import { position } from "../wire/shared.ts";
import { gathered } from "./gathered.ts";
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

/** A conflict is an ordinary response here; the other refusals are error statuses. */
const answerOf = (stream: string, expected: Expectation, outcome: Outcome): Buffer => {
  if (outcome.kind === "written") return AppendResp.encode({ success: success(outcome.last, outcome.position) });
  if (outcome.kind === "conflict")
    return AppendResp.encode({ wrongExpectedVersion: wrongExpectedVersion(expected, outcome.current) });
  throw failureOfRefusal(stream, outcome);
};

const failureIn = (stream: string, error: unknown): Failure => {
  if (!(error instanceof Refused)) return failureOf(error);
  // In the real server an unusable stream name raises an exception in the handler.
  if (stream === "" && error.refusal.kind === "malformed") return unknown("Exception was thrown by handler.");
  return failureOfRefusal(stream, error.refusal);
};

/** One append with one event per message; written when the client has ended the request stream. */
export const appendCalls = (log: Log, limits: Limits, calls: OpenCalls) =>
  gathered(calls, () => {
    const { events, add } = collect(limits);
    let stream = "";
    let expected: Expectation | undefined;
    return {
      take: (bytes) => {
        const { options, proposedMessage } = AppendReq.decode(bytes);
        if (options) {
          stream = streamNamed(options);
          expected = expectationIn(options);
        }
        if (proposedMessage) add(proposedMessage);
      },
      write: async () => {
        if (expected === undefined)
          throw new Refused({ kind: "malformed", message: "The first message must have the options." });
        return answerOf(stream, expected, await log.append(stream, expected, events));
      },
      failureIn: (error) => failureIn(stream, error),
    };
  });
