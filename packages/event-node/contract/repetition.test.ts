import { describe, expect, test } from "vitest";
import { ANY, NO_STREAM, STREAM_EXISTS } from "./client/under-test.ts";
import { collected, happened, nodeForThisFile } from "./fixture.ts";
import { freshStream, waysToAppend } from "./testbed.ts";

let isSlow = false;
const { client } = await nodeForThisFile({
  failpoint: async (name) => {
    if (isSlow && name === "log.after-commit") await new Promise((resolve) => setTimeout(resolve, 150));
  },
});

type Expected = typeof ANY | typeof NO_STREAM | typeof STREAM_EXISTS | bigint;

/** A stream with `ab` from its first append and `cd` from its second; other letters are other events. */
const written = async () => {
  const events = Object.fromEntries([..."abcdxy"].map((letter, n) => [letter, happened(n)] as const));
  const stream = freshStream();
  const given = (letters: string) => [...letters].flatMap((letter) => events[letter] ?? []);
  await client.appendToStream(stream, given("ab"), { expectedRevision: NO_STREAM });
  await client.appendToStream(stream, given("cd"), { expectedRevision: 1n });
  return { stream, given };
};

/** The result of appending these letters, a last revision or a conflict, and the number of events added. */
const table: readonly (readonly [Expected, string, bigint | "conflict", number])[] = [
  [NO_STREAM, "ab", 1n, 0],
  [NO_STREAM, "a", 0n, 0],
  [NO_STREAM, "abc", 2n, 0],
  [NO_STREAM, "abcd", 3n, 0],
  [NO_STREAM, "ba", "conflict", 0],
  [NO_STREAM, "ax", "conflict", 0],
  [NO_STREAM, "xb", "conflict", 0],
  [NO_STREAM, "c", "conflict", 0],
  [NO_STREAM, "abcdx", "conflict", 0],
  [0n, "b", 1n, 0],
  [0n, "bcd", 3n, 0],
  [0n, "bx", "conflict", 0],
  [0n, "a", "conflict", 0],
  [1n, "cd", 3n, 0],
  [1n, "c", 2n, 0],
  [1n, "cx", "conflict", 0],
  [1n, "xd", "conflict", 0],
  [1n, "dc", "conflict", 0],
  [1n, "cdx", "conflict", 0],
  [2n, "d", 3n, 0],
  [3n, "cd", 5n, 2],
  [3n, "a", 4n, 1],
  [3n, "xx", 5n, 2],
  [4n, "cd", "conflict", 0],
  [4n, "x", "conflict", 0],
  [ANY, "ab", 1n, 0],
  [ANY, "cd", 3n, 0],
  [ANY, "bc", 2n, 0],
  [ANY, "d", 3n, 0],
  [ANY, "ax", "conflict", 0],
  [ANY, "cdx", "conflict", 0],
  [ANY, "xa", 5n, 2],
  [ANY, "xyd", 6n, 3],
  [STREAM_EXISTS, "ab", 1n, 0],
  [STREAM_EXISTS, "d", 3n, 0],
  [STREAM_EXISTS, "ax", "conflict", 0],
  [STREAM_EXISTS, "xa", 5n, 2],
];

describe.each(waysToAppend)("over $way, of a stream that has ab and cd", ({ options }) => {
  test.each(table)("expecting %s, %s gets %s", async (expectedRevision, letters, outcome, more) => {
    const { stream, given } = await written();
    const append = client.appendToStream(stream, given(letters), { ...options, expectedRevision });
    if (outcome === "conflict")
      await expect(append).rejects.toMatchObject({ type: "wrong-expected-version", actualVersion: 3n });
    else {
      const answer = await append;
      const stored = await collected(client.readStream(stream, { fromRevision: outcome, maxCount: 1 }));
      expect(answer).toMatchObject({ success: true, nextExpectedRevision: outcome, position: stored[0]?.position });
    }
    expect(await collected(client.readStream(stream))).toHaveLength(4 + more);
  });

  test("a retry that arrives before the first append is durable waits for it, and gets its response", async () => {
    const stream = freshStream();
    const events = [happened(0), happened(1)];
    isSlow = true;
    const append = () => client.appendToStream(stream, events, { ...options, expectedRevision: NO_STREAM });
    const [first, second] = await Promise.all([append(), append()]);
    isSlow = false;
    expect(second).toEqual(first);
    expect(await collected(client.readStream(stream))).toHaveLength(2);
  });
});

test("an append that its client cancelled is recognised when it is retried", async () => {
  const stream = freshStream();
  const events = [happened(0), happened(1)];
  const { options } = waysToAppend[1];
  const append = (deadline: number) =>
    client.appendToStream(stream, events, { ...options, expectedRevision: NO_STREAM, deadline });
  isSlow = true;
  await expect(append(60)).rejects.toMatchObject({ type: "deadline-exceeded" });
  isSlow = false;
  expect((await append(5_000)).nextExpectedRevision).toBe(1n);
  expect(await collected(client.readStream(stream))).toHaveLength(2);
});
