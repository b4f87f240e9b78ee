import type { ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import { failureOf, unknown } from "../failure.ts";
import type { Expectation, Outcome } from "../log/outcome.ts";
import { DeleteReq, DeleteResp } from "../wire/append-messages.ts";
import { position } from "../wire/shared.ts";
import { expectationIn, streamNamed } from "./proposal.ts";
import { failureOfRefusal, Refused } from "./refusal.ts";

const answerOf = (stream: string, expected: Expectation, outcome: Outcome): Buffer => {
  if (outcome.kind === "written")
    return DeleteResp.encode(
      outcome.position === undefined ? { noPosition: {} } : { position: position(outcome.position) },
    );
  throw failureOfRefusal(stream, outcome.kind === "conflict" ? { ...outcome, expected } : outcome);
};

/** Delete and Tombstone take the same request and differ only in how they end the stream. */
export const deleteCalls =
  (end: (stream: string, expected: Expectation) => Promise<Outcome>) =>
  async (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>): Promise<void> => {
    try {
      const { options } = DeleteReq.decode(call.request);
      const stream = streamNamed(options);
      const expected = expectationIn(options);
      answer(null, answerOf(stream, expected, await end(stream, expected)));
    } catch (error) {
      answer(error instanceof Refused ? unknown("Exception was thrown by handler.") : failureOf(error));
    }
  };
