import { randomUUID } from "node:crypto";
import type { Metadata, requestCallback, ServiceError } from "@grpc/grpc-js";
import {
  AppendReq,
  AppendResp,
  BatchAppendReq,
  BatchAppendResp,
  DeleteReq,
  DeleteResp,
  type Expected,
  type ProposedMessage,
} from "../src/wire/append-messages.ts";
import type { Decoded } from "../src/wire/message.ts";
import { type ReadOptions, ReadReq } from "../src/wire/read-messages.ts";
import { streamIdentifier } from "../src/wire/shared.ts";
import { rawClient } from "./testbed.ts";

type Proposed = Decoded<typeof ProposedMessage>;
type BatchRequest = Decoded<typeof BatchAppendReq>;

export const streams = "/event_store.client.streams.Streams";
export const groups = "/event_store.client.persistent_subscriptions.PersistentSubscriptions";

/** A stream and its expected revision, as in a request that writes. */
export const to = (stream: string, expected: Expected = { any: {} }): Expected => ({
  streamIdentifier: streamIdentifier(stream),
  ...expected,
});

export const of = (type: string, contentType = "application/json") => [
  { key: "type", value: type },
  { key: "content-type", value: contentType },
];

/** A proposed event. */
export const proposed = (more: Proposed = {}): Proposed => ({
  id: { string: randomUUID() },
  metadata: of("Happened"),
  data: Buffer.from("{}"),
  ...more,
});

/** An append that is complete in one message. */
export const batch = (stream: string, more: BatchRequest = {}): BatchRequest => ({
  correlationId: { string: randomUUID() },
  options: to(stream),
  proposedMessages: [proposed()],
  isFinal: true,
  ...more,
});

const answered = (ask: (answer: requestCallback<Buffer>) => unknown) =>
  new Promise<Buffer>((resolve, reject) => {
    ask((error, value) => (value ? resolve(value) : reject(error)));
  });

/** Sends requests of the protocol without a client. */
export const speakTo = (...given: Parameters<typeof rawClient>) => {
  const raw = rawClient(...given);
  const ask = (path: string, request: Buffer) => answered((answer) => raw.unary(path, request, answer));
  const end = (method: string) => async (options: Expected) =>
    DeleteResp.decode(await ask(`${streams}/${method}`, DeleteReq.encode({ options })));
  return {
    raw,
    ask,
    append: async (options: Expected | undefined, ...events: Proposed[]) => {
      const answer = await answered((whenAnswered) => {
        const call = raw.append(whenAnswered);
        if (options) call.write(AppendReq.encode({ options }));
        for (const proposedMessage of events) call.write(AppendReq.encode({ proposedMessage }));
        call.end();
      });
      return AppendResp.decode(answer);
    },
    batch: async (...requests: BatchRequest[]) => {
      const call = raw.batchAppend();
      for (const request of requests) call.write(BatchAppendReq.encode(request));
      call.end();
      return (await call.toArray()).map((answer: Buffer) => BatchAppendResp.decode(answer));
    },
    read: (options: ReadOptions): Promise<Buffer[]> => raw.read(ReadReq.encode({ options })).toArray(),
    delete: end("Delete"),
    tombstone: end("Tombstone"),
  };
};

/** The headers that every gRPC server sends. */
const transportOwn = new Set(["content-type", "date", "grpc-status", "grpc-message"]);

const trailersIn = (metadata: Metadata) =>
  Object.fromEntries(Object.entries(metadata.getMap()).filter(([name]) => !transportOwn.has(name)));

/** The status of a refused call, its message, and the trailers by which clients recognise the error. */
export const refusal = async (call: Promise<unknown>) => {
  const error = await call.then(
    (answer) => {
      throw new Error(`It was answered: ${JSON.stringify(answer, (_, value) => String(value))}`);
    },
    (failure: ServiceError) => failure, // gRPC rejects only with a ServiceError.
  );
  return { code: error.code, message: error.details, trailers: trailersIn(error.metadata) };
};
