import type { Condition } from "../log/outcome.ts";
import { malformed } from "./refusal.ts";

const numbers = { no_stream: -1n, any: -2n, stream_exists: -4n, deleted: -5n, tombstoned: -6n } as const;

/** What is expected of a stream, or how it stands instead, as the one number that says either. */
export const numberOf = (condition: Condition): bigint =>
  typeof condition === "bigint" ? condition : numbers[condition];

const conditionAmong = (words: readonly (keyof typeof numbers)[], field: string) => (number: bigint) => {
  const word = words.find((known) => numbers[known] === number);
  if (word === undefined && number < 0n) throw malformed(field, `${number} is not expected of any stream here.`);
  return word ?? number;
};

/** What a session expects of a stream that it writes to. */
export const expectationIn = conditionAmong(["no_stream", "any", "stream_exists"], "expected_revision");

/** What a check asks of a stream; that it may stand in any way is no question. */
export const conditionIn = conditionAmong(["no_stream", "stream_exists", "deleted", "tombstoned"], "expected_state");
