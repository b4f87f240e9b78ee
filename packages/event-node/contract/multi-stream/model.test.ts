import { expect, test } from "vitest";
import { type Chances, chances } from "../chances.ts";
import { happened } from "../fixture.ts";
import { freshStream } from "../testbed.ts";
import { check, nodeForSeveralStreams, numbersIn, record, to } from "./fixture.ts";

const { client, multiStreamAppend, appendRecords } = await nodeForSeveralStreams();

type Expected = "any" | "no_stream" | "stream_exists" | bigint;

/** The model of a stream: its numbers, how many of them are hidden by a deletion, and whether it is tombstoned. */
interface Stream {
  numbers: number[];
  hidden: number;
  isDeleted: boolean;
  isTombstoned: boolean;
}

const holds = ({ numbers, isDeleted, isTombstoned }: Stream, expected: Expected, isWritten: boolean): boolean => {
  if (isTombstoned) return !isWritten && (expected === "any" || expected === "no_stream");
  if (expected === "any") return true;
  if (expected === "no_stream") return numbers.length === 0 || isDeleted;
  if (expected === "stream_exists") return numbers.length > 0 && !isDeleted;
  return expected === BigInt(numbers.length - 1);
};

const write = (stream: Stream, number: number) => {
  if (stream.isDeleted) stream.hidden = stream.numbers.length;
  stream.isDeleted = false;
  stream.numbers.push(number);
};

const shown = ({ numbers, hidden, isDeleted }: Stream) =>
  isDeleted || numbers.length === 0 ? undefined : numbers.slice(hidden);

const world = ({ below, oneOf }: Chances) => {
  const names = Array.from({ length: 5 }, () => freshStream("model"));
  const streams = new Map<string, Stream>(
    names.map((name) => [name, { numbers: [], hidden: 0, isDeleted: false, isTombstoned: false }]),
  );
  const known = (name: string): Stream => streams.get(name) as Stream; // Only called with one of the five names.
  const few = () => names.filter(() => below(2) === 0);
  const expectation = (name: string): Expected => {
    const { length } = known(name).numbers;
    return oneOf<Expected>(["any", "no_stream", "stream_exists", 0n, 3n, length === 0 ? "any" : BigInt(length - 1)]);
  };
  let written = 0;
  const next = () => {
    written += 1;
    return happened(written);
  };

  const session = async () => {
    const requests = few().map((name) => {
      const events = Array.from({ length: 1 + below(3) }, next);
      return to(name, expectation(name), events);
    });
    if (requests.length === 0) return;
    const allowed = requests.every(({ streamName, expectedState }) => holds(known(streamName), expectedState, true));
    const answer = await multiStreamAppend(requests).catch(() => undefined);
    expect(answer !== undefined).toBe(allowed);
    if (!allowed) return;
    for (const { streamName, events } of requests)
      for (const { data } of events) write(known(streamName), numberOf(data));
    expect(answer?.responses).toEqual(
      requests.map(({ streamName }) => ({ streamName, revision: BigInt(known(streamName).numbers.length - 1) })),
    );
  };

  const records = async () => {
    const sent = Array.from({ length: 1 + below(5) }, () => record(oneOf(names), next()));
    const targets = new Set(sent.map(({ streamName }) => streamName));
    const checks = few()
      .map((name) => check(name, expectation(name)))
      .filter(({ expectedState }) => expectedState !== "any");
    const violated = checks.flatMap(({ streamName, expectedState }, index) =>
      holds(known(streamName), expectedState as Expected, targets.has(streamName)) ? [] : [index],
    );
    const unchecked = [...targets].filter((name) => !checks.some(({ streamName }) => streamName === name));
    const gone = unchecked.flatMap((name, index) => (known(name).isTombstoned ? [checks.length + index] : []));
    const answer = await appendRecords(sent, checks).catch(
      (error: unknown) => error as { violations?: { checkIndex: number }[] },
    );
    const told = "violations" in answer ? answer.violations?.map(({ checkIndex }) => checkIndex) : [];
    expect(told).toEqual([...violated, ...gone]);
    if (violated.length + gone.length > 0) return;
    for (const { streamName, record: event } of sent) write(known(streamName), numberOf(event.data));
  };

  const remove = async () => {
    const name = oneOf(names);
    const stream = known(name);
    if (stream.isTombstoned || stream.numbers.length === 0) return;
    await client.deleteStream(name);
    stream.isDeleted = true;
  };
  const bury = async () => {
    const name = oneOf(names);
    if (known(name).isTombstoned || below(6) > 0) return;
    await client.tombstoneStream(name);
    known(name).isTombstoned = true;
  };

  const compare = async () => {
    for (const name of names)
      if (!known(name).isTombstoned) expect(await numbersIn(client, name)).toEqual(shown(known(name)));
  };
  return { step: () => oneOf([session, session, session, records, records, records, remove, bury])(), compare };
};

const numberOf = (data: unknown) => (data as { n: number }).n; // The tests' own events have an `n`.

test.each(Array.from({ length: 12 }, (_, seed) => seed + 1))(
  "appends to several streams behave like a simple model, with seed %i",
  async (seed) => {
    const { step, compare } = world(chances(seed));
    for (let count = 0; count < 40; count += 1) {
      await step();
      if (count % 8 === 7) await compare();
    }
  },
);
