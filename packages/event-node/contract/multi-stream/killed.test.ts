import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { failpointNames } from "../../src/failpoint.ts";
import { severalStreams } from "../client/several-streams.ts";
import { clientOf } from "../client/under-test.ts";
import { happened } from "../fixture.ts";
import { afterThisFile, freshFolder } from "../testbed.ts";
import { check, numbersIn, record, to } from "./fixture.ts";

const ofAppends = failpointNames.filter((name) => /^(log|append)\./.test(name));

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

const started = async (dataDir: string, failpoints: string) => {
  const child = spawn(process.execPath, [main, "--data", dataDir, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, EVENT_NODE_FAILPOINTS: failpoints },
  });
  const exited = once(child, "exit");
  afterThisFile(() => child.kill("SIGKILL"));
  const [line] = await once(child.stdout, "data");
  return { child, exited, client: clientOf(String(line).trim()) };
};
type Running = Awaited<ReturnType<typeof started>>;

const writers = [0, 1, 2, 3, 4, 5];
const enough = 16;

/**
 * Six appends pass a failure point at most twelve times, so by then a writer has sent a second one: its first was
 * answered.
 */
const hit = 14;

/** What one writer has sent to its own three streams, and how much of it was answered. */
const writer = (n: number) => {
  const streams = ["a", "b", "c"].map((part) => `${part}-${n}`);
  const sent: ReturnType<typeof happened>[][] = [];
  let answered = 0;
  const send = async ({ client, exited }: Running): Promise<boolean> => {
    const { multiStreamAppend, appendRecords } = severalStreams(client);
    const time = answered;
    const events = sent[time] ?? streams.map(() => happened(time));
    sent[time] = events;
    const expected = time === 0 ? "no_stream" : BigInt(time - 1);
    const pairs = streams.map((stream, part) => ({ stream, event: events[part] ?? happened(-1) }));
    const append =
      n % 2 === 0
        ? multiStreamAppend(pairs.map(({ stream, event }) => to(stream, expected, [event])))
        : appendRecords(
            pairs.map(({ stream, event }) => record(stream, event)),
            streams.map((stream) => check(stream, expected)),
          );
    const answer = await Promise.race([append.catch(() => undefined), exited.then(() => undefined)]);
    if (answer) {
      expect(answer.responses.map(({ revision }) => revision)).toEqual(streams.map(() => BigInt(time)));
      answered += 1;
    }
    return answer !== undefined;
  };
  return { streams, answered: () => answered, send };
};

test.each(ofAppends)(
  "killed at %s, a node has all of an append to several streams or none of it, and every acknowledged one",
  { timeout: 60_000 },
  async (name) => {
    const dataDir = freshFolder();
    const all = writers.map(writer);
    const first = await started(dataDir, `${name}=crash@${hit}`);
    await Promise.all(
      all.map(async ({ send }) => {
        while (await send(first));
      }),
    );
    expect(await first.exited).toEqual([null, "SIGKILL"]);
    await first.client.dispose();
    expect(all.some(({ answered }) => answered() > 0)).toBe(true);

    const second = await started(dataDir, "");
    for (const { streams, answered } of all) {
      const [one, ...others] = await Promise.all(streams.map((stream) => numbersIn(second.client, stream)));
      for (const other of others) expect(other).toEqual(one);
      const count = one?.length ?? 0;
      expect([answered(), answered() + 1]).toContain(count);
    }
    await Promise.all(
      all.map(async ({ send, answered }) => {
        while (answered() < enough) expect(await send(second)).toBe(true);
      }),
    );
    const times = Array.from({ length: enough }, (_, time) => time);
    for (const { streams } of all)
      for (const stream of streams) expect(await numbersIn(second.client, stream)).toEqual(times);
    await second.client.dispose();
    second.child.kill("SIGTERM");
    await second.exited;
  },
);
