import { type CallOptions, Client, credentials, type requestCallback } from "@grpc/grpc-js";
import { realClock } from "../src/clock.ts";
import { multiService } from "../src/multi/records.ts";
import type { EventNode } from "../src/node.ts";
import type { Decoded } from "../src/wire/message.ts";
import {
  AppendRecordsRequest,
  AppendRecordsResponse,
  AppendRequest,
  AppendSessionResponse,
} from "../src/wire/multi-messages.ts";
import { afterThisFile } from "./testbed.ts";

type Request = Decoded<typeof AppendRequest>;

const asIs = (bytes: Buffer) => bytes;

/** Calls the second streams service without a client. */
export const speakOfSeveral = ({ port }: Pick<EventNode, "port">) => {
  const channel = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  afterThisFile(() => channel.close());
  const path = (method: string) => `/${multiService}/${method}`;

  const answered = <T>(ask: (answer: requestCallback<Buffer>) => T) => {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    return { asked: ask((error, value) => (value ? resolve(value) : reject(error))), answer: promise };
  };

  const openSession = ({ deadlineInMs }: { readonly deadlineInMs?: number } = {}) => {
    const options: CallOptions =
      deadlineInMs === undefined ? {} : { deadline: new Date(realClock().getTime() + deadlineInMs) };
    const { asked, answer } = answered((whenAnswered) =>
      channel.makeClientStreamRequest(path("AppendSession"), asIs, asIs, options, whenAnswered),
    );
    return {
      call: {
        write: (request: Request | Buffer) =>
          asked.write(Buffer.isBuffer(request) ? request : AppendRequest.encode(request)),
        end: () => asked.end(),
        cancel: () => asked.cancel(),
      },
      answer: answer.then(AppendSessionResponse.decode),
    };
  };

  return {
    hangUp: () => channel.close(),
    openSession,
    session: (...requests: readonly (Request | Buffer)[]) => {
      const { call, answer } = openSession();
      for (const request of requests) call.write(request);
      call.end();
      return answer;
    },
    records: async (request: Decoded<typeof AppendRecordsRequest> | Buffer) => {
      const bytes = Buffer.isBuffer(request) ? request : AppendRecordsRequest.encode(request);
      const { answer } = answered((whenAnswered) =>
        channel.makeUnaryRequest(path("AppendRecords"), asIs, asIs, bytes, whenAnswered),
      );
      return AppendRecordsResponse.decode(await answer);
    },
  };
};
