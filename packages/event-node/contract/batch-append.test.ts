import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { status } from "@grpc/grpc-js";
import { expect, test } from "vitest";
import { BatchAppendReq, BatchAppendResp } from "../src/wire/append-messages.ts";
import type { Decoded } from "../src/wire/message.ts";
import { streamIdentifier, timestamp } from "../src/wire/shared.ts";
import { collected, nodeForThisFile } from "./fixture.ts";
import { freshStream, rawClient } from "./testbed.ts";

const patient = await nodeForThisFile({ writeTimeoutMs: 60_000 });
const impatient = await nodeForThisFile({ writeTimeoutMs: 20 });
const raw = rawClient(patient.node);

type Request = Decoded<typeof BatchAppendReq>;

const proposed = () => ({
  id: { string: randomUUID() },
  metadata: [
    { key: "type", value: "Happened" },
    { key: "content-type", value: "application/json" },
  ],
  data: Buffer.from("{}"),
});

const begun = (stream: string, more: Request = {}): Request => ({
  correlationId: { string: randomUUID() },
  options: { streamIdentifier: streamIdentifier(stream), any: {} },
  proposedMessages: [proposed()],
  ...more,
});

/** Sends requests on one connection and returns the responses up to the end of the stream. */
const exchange = async (...requests: Request[]) => {
  const call = raw.batchAppend();
  for (const request of requests) call.write(BatchAppendReq.encode(request));
  call.end();
  return (await call.toArray()).map((answer: Buffer) => BatchAppendResp.decode(answer));
};

const revisionsOf = async (stream: string, { client } = patient) =>
  (await collected(client.readStream(stream))).map(({ revision }) => revision);

test("an append in several messages is written after the final one", async () => {
  const stream = freshStream();
  const first = begun(stream);
  const { correlationId } = first;
  const answers = await exchange(
    first,
    { correlationId, proposedMessages: [proposed(), proposed()] },
    { correlationId, isFinal: true },
  );
  expect(answers).toMatchObject([{ correlationId, success: { currentRevision: 2n } }]);
  expect(await revisionsOf(stream)).toEqual([0n, 1n, 2n]);
});

test("at half-close, complete appends are answered and incomplete ones are dropped", async () => {
  const [done, undone] = [freshStream(), freshStream()];
  const answers = await exchange(begun(undone), begun(done, { isFinal: true }));
  expect(answers).toMatchObject([{ streamIdentifier: streamIdentifier(done), success: { currentRevision: 0n } }]);
  await expect(revisionsOf(undone)).rejects.toMatchObject({ type: "stream-not-found" });
});

test("messages for an unknown append are ignored", async () => {
  const known = begun(freshStream(), { isFinal: true });
  const stray = { correlationId: { string: randomUUID() }, proposedMessages: [proposed()], isFinal: true };
  const answers = await exchange(stray, known, { correlationId: known.correlationId, isFinal: true });
  expect(answers).toHaveLength(1);
});

test("an error is sent as one response, and the connection stays usable", async () => {
  const stream = freshStream();
  const nameless = begun("", { isFinal: true });
  const typeless = begun(stream, { proposedMessages: [{ ...proposed(), metadata: [] }] });
  const idless = begun(stream, { proposedMessages: [{ ...proposed(), id: { string: "no id" } }], isFinal: true });
  const unexpecting = begun(stream, { options: { streamIdentifier: streamIdentifier(stream) }, isFinal: true });
  const fine = begun(stream, { isFinal: true });
  const answers = await exchange(
    nameless,
    typeless,
    { correlationId: typeless.correlationId, isFinal: true },
    idless,
    unexpecting,
    fine,
  );
  const byId = new Map(answers.map((answer) => [answer.correlationId?.string, answer]));
  expect(answers).toHaveLength(5);
  for (const { correlationId } of [nameless, typeless, idless, unexpecting])
    expect(byId.get(correlationId?.string)?.error?.code).toBe(status.INVALID_ARGUMENT);
  expect(byId.get(fine.correlationId?.string)?.success).toMatchObject({ currentRevision: 0n });
});

test("a deadline in the past is answered at once", async () => {
  const stream = freshStream();
  const late = begun(stream, { isFinal: true });
  const deadlineAt = timestamp(new Date(Date.now() - 1_000));
  const answers = await exchange({ ...late, options: { ...late.options, deadlineAt } });
  expect(answers).toMatchObject([{ error: { code: status.DEADLINE_EXCEEDED } }]);
  expect(answers[0]?.error?.details?.typeUrl).toBe("type.googleapis.com/event_store.client.Timeout");
  await expect(revisionsOf(stream)).rejects.toMatchObject({ type: "stream-not-found" });
});

test.each([
  { by: "its own deadline", of: patient, deadline: { deadlineIn: { seconds: 0n, nanos: 20_000_000 } } },
  { by: "the node's patience", of: impatient, deadline: {} },
])("an append whose final message is late by $by is dropped and answered once", async ({ of, deadline }) => {
  const stream = freshStream();
  const late = begun(stream);
  const call = rawClient(of.node).batchAppend();
  call.write(BatchAppendReq.encode({ ...late, options: { ...late.options, ...deadline } }));
  const [first]: Buffer[] = await once(call, "data");
  expect(BatchAppendResp.decode(first ?? Buffer.alloc(0))).toMatchObject({ error: { code: 4 } });
  call.write(BatchAppendReq.encode({ correlationId: late.correlationId, isFinal: true }));
  call.end();
  expect(await call.toArray()).toEqual([]);
  await expect(revisionsOf(stream, of)).rejects.toMatchObject({ type: "stream-not-found" });
});

test("the response has the id in the format of the request", async () => {
  const correlationId = { structured: { mostSignificantBits: -5n, leastSignificantBits: 7n } };
  const answers = await exchange(begun(freshStream(), { correlationId, isFinal: true }));
  expect(answers).toMatchObject([{ correlationId }]);
});

test("malformed bytes end the connection with INVALID_ARGUMENT", async () => {
  const call = raw.batchAppend();
  call.write(Buffer.from([0x0a, 0xff]));
  await expect(call.toArray()).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
});
