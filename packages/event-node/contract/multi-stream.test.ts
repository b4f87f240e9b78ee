import { randomUUID } from "node:crypto";
import { status } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import { type AppendRecord, DetailedStatus, OfStream, type Value } from "../src/wire/multi-messages.ts";
import { collected, nodeForThisFile } from "./fixture.ts";
import { speakOfSeveral } from "./multi-stream-wire.ts";
import { freshStream } from "./testbed.ts";
import { refusal } from "./wire.ts";

const { node, client } = await nodeForThisFile();
const { session, records, openSession } = speakOfSeveral(node);

const json = { format: 1, name: "SchoolOpened" };
const recordOf = (more: AppendRecord = {}): AppendRecord => ({ schema: json, data: Buffer.from('{"n":1}'), ...more });

const stringOf = (key: string, stringValue: string) => ({ key, value: { stringValue } });

describe("a record appended over the new protocol is to clients of the old one", () => {
  const readBack = async (record: AppendRecord) => {
    const stream = freshStream();
    await session({ stream, records: [record] });
    const [event] = await collected(client.readStream(stream));
    return event;
  };

  test("an event with the schema's name as its type and the properties as its metadata", async () => {
    const recordId = randomUUID();
    const properties = [stringOf("tenant", "Hangzhou"), stringOf("$correlationId", "c-1")];
    expect(await readBack(recordOf({ recordId, properties }))).toMatchObject({
      id: recordId,
      type: "SchoolOpened",
      isJson: true,
      data: { n: 1 },
      metadata: {
        tenant: "Hangzhou",
        $correlationId: "c-1",
        "$schema.name": "SchoolOpened",
        "$schema.format": "Json",
      },
    });
  });

  test.each([
    [2, "Protobuf"],
    [3, "Avro"],
    [4, "Bytes"],
  ])("binary if its format is %i, %s", async (format, name) => {
    const data = Buffer.from([0, 1, 254, 255]);
    const event = await readBack(recordOf({ schema: { format, name: "Photo.V2" }, data }));
    expect(event).toMatchObject({ type: "Photo.V2", isJson: false, metadata: { "$schema.format": name } });
    expect(Buffer.from(event?.data as Uint8Array)).toEqual(data); // Data that is not JSON is binary.
  });

  test("one with properties of every type, and with the schema's version", async () => {
    const list = { values: [{ numberValue: 1.5 }, { boolValue: false }, { listValue: {} }] };
    const properties = [
      { key: "nothing", value: { nullValue: 0 } },
      { key: "number", value: { numberValue: -2.25 } },
      { key: "truth", value: { boolValue: true } },
      { key: "list", value: { listValue: list } },
      {
        key: "object",
        value: { structValue: { fields: [stringOf("a", "b"), { key: "e", value: { structValue: {} } }] } },
      },
      stringOf("学校", "建兰中学"),
      stringOf("$schema.name", "a lie"),
    ];
    const event = await readBack(recordOf({ properties, schema: { ...json, id: "v-7" } }));
    expect(event?.metadata).toEqual({
      nothing: null,
      number: -2.25,
      truth: true,
      list: [1.5, false, []],
      object: { a: "b", e: {} },
      学校: "建兰中学",
      "$schema.name": "SchoolOpened",
      "$schema.format": "Json",
      "$schema.id": "v-7",
    });
  });

  test("one with an id and empty data if it was sent without them", async () => {
    const event = await readBack({ schema: { format: 4, name: "Nothing" } });
    expect(event?.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(event?.data).toHaveLength(0);
  });
});

describe("the response", () => {
  test("a missing expected revision means any, and revision 0 is revision 0", async () => {
    const stream = freshStream();
    const first = await session({ stream, records: [recordOf()] });
    expect(first.output).toEqual([{ stream, streamRevision: 0n }]);
    const again = await session({ stream, records: [recordOf()], expectedRevision: 0n });
    expect(again.output).toEqual([{ stream, streamRevision: 1n }]);
    expect(again.position).toBeGreaterThan(first.position ?? 0n);
    await expect(session({ stream, records: [recordOf()], expectedRevision: 0n })).rejects.toThrow();
  });

  test("a check without a state expects revision 0", async () => {
    const [checked, stream] = [freshStream(), freshStream()];
    await session({ stream: checked, records: [recordOf()] });
    const request = { records: [recordOf({ stream })], checks: [{ streamState: { stream: checked } }] };
    expect((await records(request)).revisions).toEqual([{ stream, revision: 0n }]);
    await session({ stream: checked, records: [recordOf()] });
    expect(await refusal(records({ ...request, records: [recordOf({ stream })] }))).toMatchObject({
      code: status.FAILED_PRECONDITION,
    });
  });

  test("a refusal has details: first its reason, then its subject", async () => {
    const stream = freshStream();
    await client.tombstoneStream(stream);
    const { code, message, trailers } = await refusal(session({ stream, records: [recordOf()] }));
    const told = trailers["grpc-status-details-bin"];
    const { details, ...rest } = DetailedStatus.decode(told as Buffer); // Trailers whose name ends in -bin are binary.
    expect(rest).toEqual({ code, message });
    expect(details?.map(({ typeUrl }) => typeUrl)).toEqual([
      "type.googleapis.com/google.rpc.ErrorInfo",
      "type.googleapis.com/kurrentdb.protocol.v2.streams.errors.StreamTombstonedErrorDetails",
    ]);
    expect(OfStream.decode(details?.at(-1)?.value ?? Buffer.alloc(0))).toEqual({ stream });
  });

  test.each([
    ["without a schema", { schema: undefined }],
    ["without a format", { schema: { name: "A" } }],
    ["with a format nobody knows", { schema: { format: 5, name: "A" } }],
    ["without a schema's name", { schema: { format: 1 } }],
    ["with an id that is none", { recordId: "12" }],
    ["with a property without a key", { properties: [stringOf("", "a")] }],
    ["with a property without a value", { properties: [{ key: "a" }] }],
    ["with a list that holds no value", { properties: [{ key: "a", value: { listValue: { values: [{}] } } }] }],
  ])("a record %s is an invalid argument, and nothing is written", async (_, more) => {
    const [before, stream] = [freshStream(), freshStream()];
    const requests = [before, stream].map((name) => ({ stream: name, records: [recordOf(), recordOf(more)] }));
    expect(await refusal(session(...requests))).toMatchObject({ code: status.INVALID_ARGUMENT });
    const toRecords = [recordOf({ stream: before }), recordOf({ stream, ...more })];
    expect(await refusal(records({ records: toRecords }))).toMatchObject({ code: status.INVALID_ARGUMENT });
    await expect(collected(client.readStream(before))).rejects.toMatchObject({ type: "stream-not-found" });
  });

  test.each([-3n, -5n, -100n])("a session may not expect %s", async (expectedRevision) => {
    const refused = session({ stream: freshStream(), records: [recordOf()], expectedRevision });
    expect(await refusal(refused)).toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  test("malformed bytes are an invalid argument, and the node keeps running", async () => {
    const nonsense = Buffer.from([0xff, 0xff, 0xff]);
    expect(await refusal(records(nonsense))).toMatchObject({ code: status.INVALID_ARGUMENT });
    expect(await refusal(session(nonsense))).toMatchObject({ code: status.INVALID_ARGUMENT });
    expect((await session({ stream: freshStream(), records: [recordOf()] })).output).toHaveLength(1);
  });
});

test("infinitely nested lists are refused, and the node keeps running", async () => {
  let value: Value = { nullValue: 0 };
  for (let depth = 0; depth < 500; depth += 1) value = { listValue: { values: [value] } };
  const properties = [{ key: "deep", value }];
  await session({ stream: freshStream(), records: [recordOf({ properties })] }).catch(() => {});
  expect((await session({ stream: freshStream(), records: [recordOf()] })).output).toHaveLength(1);
});

describe("an interrupted session writes nothing:", () => {
  const isMissing = (stream: string) =>
    expect(collected(client.readStream(stream))).rejects.toMatchObject({ type: "stream-not-found" });

  /** Requests of one connection arrive in order, so when this is answered, the earlier ones have arrived. */
  const arrived = () => session({ stream: freshStream(), records: [recordOf()] });

  const begun = async (options?: Parameters<typeof openSession>[0]) => {
    const streams = [freshStream(), freshStream()];
    const { call, answer } = openSession(options);
    const refused = refusal(answer);
    for (const stream of streams) call.write({ stream, records: [recordOf()] });
    await arrived();
    return { streams, call, refused };
  };

  test("the client cancels it", async () => {
    for (let time = 0; time < 20; time += 1) {
      const { streams, call, refused } = await begun();
      call.cancel();
      expect(await refused).toMatchObject({ code: status.CANCELLED });
      await arrived();
      for (const stream of streams) await isMissing(stream);
    }
  });

  test("its deadline expires", async () => {
    const { streams, refused } = await begun({ deadlineInMs: 300 });
    expect(await refused).toMatchObject({ code: status.DEADLINE_EXCEEDED });
    await arrived();
    for (const stream of streams) await isMissing(stream);
  });

  test("its connection is closed", async () => {
    const other = speakOfSeveral(node);
    const stream = freshStream();
    const { call, answer } = other.openSession();
    const refused = refusal(answer);
    call.write({ stream, records: [recordOf()] });
    await other.session({ stream: freshStream(), records: [recordOf()] });
    call.cancel();
    other.hangUp();
    await refused;
    await arrived();
    await isMissing(stream);
  });

  test("one of its messages is refused, whatever the client sends afterwards", async () => {
    const { streams, call, refused } = await begun();
    call.write({ stream: streams[0] ?? "", records: [recordOf()] });
    call.write({ stream: freshStream(), records: [recordOf()] });
    call.end();
    expect(await refused).toMatchObject({ code: status.ABORTED });
    for (const stream of streams) await isMissing(stream);
  });
});
