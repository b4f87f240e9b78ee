import { status } from "@grpc/grpc-js";
import type { GuardedLog } from "../access/guarded-log.ts";
import type { OpenCalls } from "../calls.ts";
import { type Failure, failureOf } from "../failure.ts";
import type { Append, Part, Violation, Write } from "../log/append.ts";
import { gathered } from "../streams/gathered.ts";
import type { Limits } from "../streams/proposal.ts";
import { AppendRequest, AppendSessionResponse, OfStream, StreamRevisionConflict } from "../wire/multi-messages.ts";
import { expectationIn, numberOf } from "./condition.ts";
import { collect, streamNamed } from "./record.ts";
import { failureOfUnwritten, malformed, nothingSent, streamRepeated, streamsError } from "./refusal.ts";

/** A session reports only the first expectation that failed. */
const failureOfViolation = ({ parts }: Append, { part, unmet }: Violation): Failure => {
  const { stream, expected } = parts[part] ?? { stream: "", expected: "any" };
  if (unmet.kind === "deleted")
    return streamsError(status.FAILED_PRECONDITION, "STREAM_TOMBSTONED", `Stream '${stream}' is deleted.`, [
      "StreamTombstoned",
      OfStream.encode({ stream }),
    ]);
  const expectedRevision = numberOf(expected);
  const actualRevision = unmet.current;
  return streamsError(
    status.FAILED_PRECONDITION,
    "STREAM_REVISION_CONFLICT",
    `Stream '${stream}' is at revision ${actualRevision}, but ${expectedRevision} was expected.`,
    ["StreamRevisionConflict", StreamRevisionConflict.encode({ stream, expectedRevision, actualRevision })],
  );
};

const write = async (log: GuardedLog, append: Append): Promise<Buffer> => {
  if (append.parts.length === 0) throw nothingSent();
  const appended = await log.appendTogether(append);
  if (appended.kind === "violated") throw failureOfViolation(append, appended.violations[0]);
  if (appended.kind !== "written") throw failureOfUnwritten(appended, log.user);
  const output = append.parts.map(({ stream }, part) => ({ stream, streamRevision: appended.lasts[part] ?? -1n }));
  return AppendSessionResponse.encode({ output, position: appended.position ?? 0n });
};

/** Each message is for one stream; all streams are written when the client has ended the request stream. */
export const sessionCalls = (log: GuardedLog, limits: Limits, calls: OpenCalls) =>
  gathered(calls, () => {
    const event = collect(limits);
    const parts: Part[] = [];
    const writes: Write[] = [];
    const streams = new Set<string>();
    return {
      take: (bytes) => {
        const request = AppendRequest.decode(bytes);
        const stream = streamNamed(request.stream);
        if (streams.has(stream)) throw streamRepeated(stream);
        if (!request.records?.length) throw malformed("records", "The message must have at least one record.");
        streams.add(stream);
        const expected = request.expectedRevision === undefined ? "any" : expectationIn(request.expectedRevision);
        const part = parts.push({ stream, expected }) - 1;
        for (const record of request.records) writes.push({ part, event: event(stream, record) });
      },
      write: () => write(log, { parts, writes }),
      failureIn: failureOf,
    };
  });
