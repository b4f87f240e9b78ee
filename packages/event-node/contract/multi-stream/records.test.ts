import { describe, expect, test } from "vitest";
import { collected, happened } from "../fixture.ts";
import { freshStream } from "../testbed.ts";
import { check, nodeForSeveralStreams, numbersIn, record, streamsOfEveryState } from "./fixture.ts";

const { client, appendRecords } = await nodeForSeveralStreams();

interface Request {
  readonly records: ReturnType<typeof record>[];
  readonly checks: ReturnType<typeof check>[];
}

const inOrder = (streams: readonly string[]) => streams.map((stream, n) => record(stream, happened(n)));

describe("records", () => {
  test("are in the log in their own order, whatever their streams", async () => {
    const [a, b, c] = [freshStream(), freshStream(), freshStream()];
    const order = [b, a, b, c, a, a];
    const { position, responses } = await appendRecords(inOrder(order));
    expect(responses).toEqual([
      { streamName: b, revision: 1n },
      { streamName: a, revision: 2n },
      { streamName: c, revision: 0n },
    ]);
    const last = (await collected(client.readAll())).slice(-6);
    expect(last.map(({ streamId, data }) => [streamId, data])).toEqual(order.map((stream, n) => [stream, { n }]));
    expect(last.at(-1)?.position?.commit).toBe(position);
  });

  test("continue their streams, and reopen softly deleted ones", async () => {
    const { missing, present, deleted } = await streamsOfEveryState(client);
    const { responses } = await appendRecords(inOrder([missing, present, deleted, deleted]));
    expect(responses.map(({ revision }) => revision)).toEqual([0n, 3n, 4n]);
    expect(await numbersIn(client, deleted)).toEqual([2, 3]);
  });

  test("are written if checks of other streams hold; the response omits streams that are only checked", async () => {
    const { missing, present, deleted, tombstoned } = await streamsOfEveryState(client);
    const written = freshStream();
    const checks = [check(missing, "no_stream"), check(present, 2n), check(deleted, -5n), check(tombstoned, -6n)];
    const { responses } = await appendRecords([record(written)], [check(written, "no_stream"), ...checks]);
    expect(responses).toEqual([{ streamName: written, revision: 0n }]);
    expect(await numbersIn(client, deleted)).toBeUndefined();
    expect(await numbersIn(client, present)).toHaveLength(3);
  });
});

/** The result of a check for every state of a stream: it holds, or the actual state. */
const actual = { missing: "no_stream", present: 2n, deleted: -5n, tombstoned: -6n } as const;
const holding = {
  no_stream: ["missing", "deleted", "tombstoned"],
  stream_exists: ["present"],
  "2": ["present", "deleted"],
  "1": [],
  "3": [],
  "-5": ["deleted"],
  "-6": ["tombstoned"],
} as const;
type State = keyof typeof actual;

const asExpected = (text: string) => (/^-?\d+$/.test(text) ? BigInt(text) : (text as "no_stream" | "stream_exists"));

/** The client's names for the numbers that stand for states. */
const violated = (checkIndex: number, streamName: string, expected: string, state: State) => ({
  checkIndex,
  streamName,
  expectedState: asExpected(expected),
  actualState: actual[state],
});

describe.each(Object.entries(holding))("a check that expects %s", (expected, states: readonly State[]) => {
  const all = Object.keys(actual) as State[];

  test.each(all)("of a stream that is only checked and is %s", async (state) => {
    const checked = (await streamsOfEveryState(client))[state];
    const written = freshStream();
    const append = appendRecords([record(written)], [check(checked, asExpected(expected))]);
    if (states.includes(state)) await expect(append).resolves.toMatchObject({ responses: [{ streamName: written }] });
    else {
      const violations = [violated(0, checked, expected, state)];
      await expect(append).rejects.toMatchObject({ type: "append-consistency-violation", violations });
      expect(await numbersIn(client, written)).toBeUndefined();
    }
  });

  test.each(all)("of a stream that is written to and is %s", async (state) => {
    const written = (await streamsOfEveryState(client))[state];
    const append = appendRecords([record(written)], [check(written, asExpected(expected))]);
    const revision = state === "missing" ? 0n : 3n;
    if (states.includes(state) && state !== "tombstoned")
      await expect(append).resolves.toMatchObject({ responses: [{ streamName: written, revision }] });
    else await expect(append).rejects.toMatchObject({ violations: [violated(0, written, expected, state)] });
  });
});

describe("refused records write nothing and report:", () => {
  test("all checks that do not hold, and none that does", async () => {
    const { missing, present, deleted, tombstoned } = await streamsOfEveryState(client);
    const written = freshStream();
    const checks = [
      check(present, 2n),
      check(deleted, "stream_exists"),
      check(written, "no_stream"),
      check(tombstoned, "stream_exists"),
      check(missing, 10n),
    ];
    await expect(appendRecords([record(written)], checks)).rejects.toMatchObject({
      violations: [
        { checkIndex: 1, streamName: deleted, expectedState: "stream_exists", actualState: -5n },
        { checkIndex: 3, streamName: tombstoned, expectedState: "stream_exists", actualState: -6n },
        { checkIndex: 4, streamName: missing, expectedState: 10n, actualState: "no_stream" },
      ],
    });
    expect(await numbersIn(client, written)).toBeUndefined();
  });

  test("a tombstoned stream without a check, with an index after the checks", async () => {
    const { tombstoned, present } = await streamsOfEveryState(client);
    const append = appendRecords(inOrder([freshStream(), tombstoned]), [check(present, 2n)]);
    const violation = { checkIndex: 2, streamName: tombstoned, expectedState: "any", actualState: -6n };
    await expect(append).rejects.toMatchObject({ violations: [violation] });
  });

  test("more failed checks than fit into an error", async () => {
    const checks = Array.from({ length: 3_000 }, () => check(freshStream(), "stream_exists"));
    const error = await appendRecords([record(freshStream())], checks).catch((refusal: unknown) => refusal);
    expect(error).toMatchObject({ type: "append-consistency-violation" });
    const { violations } = error as { violations: { streamName: string }[] };
    const named = violations.map(({ streamName }) => streamName);
    expect(named.length).toBeGreaterThan(200);
    expect(named).toEqual(checks.slice(0, named.length).map(({ streamName }) => streamName));
  });

  test.each([
    ["no record", () => ({ records: [] })],
    ["a stream without a name", (stream: string) => ({ records: [record(stream), record("")] })],
    ["a check of a stream that may stand in any way", (stream: string) => ({ checks: [check(stream, "any")] })],
    ["a stream checked twice", () => ({ checks: [check("a", "no_stream"), check("b", -6n), check("a", "no_stream")] })],
    ["a check of no stream", () => ({ checks: [check("", "no_stream")] })],
    ["an expectation that nobody knows", (stream: string) => ({ checks: [check(stream, -3n)] })],
  ])("%s", async (_, request: (stream: string) => Partial<Request>) => {
    const stream = freshStream();
    const { records = [record(stream)], checks = [] } = request(stream);
    await expect(appendRecords(records, checks)).rejects.toMatchObject({ code: 3 });
    expect(await numbersIn(client, stream)).toBeUndefined();
  });
});
