import { type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import type { GuardedLog } from "../access/guarded-log.ts";
import { type Failure, failureOf } from "../failure.ts";
import type { Append, Part, Violated, Write } from "../log/append.ts";
import type { Limits } from "../streams/proposal.ts";
import type { Decoded } from "../wire/message.ts";
import { AppendConsistencyViolation, AppendRecordsRequest, AppendRecordsResponse } from "../wire/multi-messages.ts";
import { conditionIn, numberOf } from "./condition.ts";
import { collect, streamNamed } from "./record.ts";
import { failureOfUnwritten, malformed, streamsError } from "./refusal.ts";

type Request = Decoded<typeof AppendRecordsRequest>;

const checked = ({ checks = [] }: Request): Part[] =>
  checks.map(({ streamState }) => {
    if (!streamState) throw malformed("checks", "A check must have an expected state.");
    const { stream, expectedState = 0n } = streamState;
    return { stream: streamNamed(stream), expected: conditionIn(expectedState), isOnlyChecked: true };
  });

/**
 * The checked streams come first, so that the index of a part is the index of its check; for streams without a check
 * any state is accepted.
 */
const appendIn = (request: Request, limits: Limits): Append => {
  const event = collect(limits);
  const parts = checked(request);
  const indexes = new Map(parts.map(({ stream }, index) => [stream, index]));
  if (indexes.size < parts.length) throw malformed("checks", "A stream can be checked only once.");
  if (!request.records?.length) throw malformed("records", "The request must have at least one record.");
  const writes = request.records.map((record): Write => {
    const stream = streamNamed(record.stream);
    const part = indexes.get(stream) ?? parts.length;
    indexes.set(stream, part);
    parts[part] = { stream, expected: parts[part]?.expected ?? "any" };
    return { part, event: event(stream, record) };
  });
  return { parts, writes };
};

/** Errors are sent in trailers, of which clients accept up to 64 KiB; further violations are left out. */
const roomForViolations = 24 * 1024;

/** Reports all failed checks, so that the client can resolve all of them before it retries. */
const failureOfViolations = ({ parts }: Append, { violations }: Violated): Failure => {
  let size = 0;
  const told = violations.flatMap(({ part, actual }) => {
    const { stream = "", expected = "any" } = parts[part] ?? {};
    size += Buffer.byteLength(stream) + 40;
    if (part !== violations[0].part && size > roomForViolations) return [];
    const streamState = { stream, expectedState: numberOf(expected), actualState: numberOf(actual) };
    return [{ checkIndex: part, streamState }];
  });
  return streamsError(
    status.FAILED_PRECONDITION,
    "APPEND_CONSISTENCY_VIOLATION",
    `${violations.length} of ${parts.length} streams are not as expected.`,
    ["AppendConsistencyViolation", AppendConsistencyViolation.encode({ violations: told })],
  );
};

const appendRecords = async (log: GuardedLog, append: Append): Promise<Buffer> => {
  const appended = await log.appendTogether(append);
  if (appended.kind === "violated") throw failureOfViolations(append, appended);
  if (appended.kind !== "written") throw failureOfUnwritten(appended, log.user);
  const written = [...new Set(append.writes.map(({ part }) => part))];
  return AppendRecordsResponse.encode({
    position: appended.position ?? 0n,
    revisions: written.map((part) => ({
      stream: append.parts[part]?.stream ?? "",
      revision: appended.lasts[part] ?? -1n,
    })),
  });
};

/** Appends records to any streams in any order, if all checks hold. */
export const recordsCalls =
  (log: GuardedLog, limits: Limits) =>
  async (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>): Promise<void> => {
    try {
      answer(null, await appendRecords(log, appendIn(AppendRecordsRequest.decode(call.request), limits)));
    } catch (error) {
      answer(failureOf(error));
    }
  };

export const multiService = "kurrentdb.protocol.v2.streams.StreamsService";
