import type { Condition } from "../log/outcome.ts";
import { malformed } from "./refusal.ts";

const numbers = { no_stream: -1n, any: -2n, stream_exists: -4n, deleted: -5n, tombstoned: -6n } as const;

/** The protocol's number for an expected or actual state of a stream. */
export const numberOf = (condition: Condition): bigint =>
  typeof condition === "bigint" ? condition : numbers[condition];

const conditionAmong = (words: readonly (keyof typeof numbers)[], field: string) => (number: bigint) => {
  const word = words.find((known) => numbers[known] === number);
  if (word === undefined && number < 0n) throw malformed(field, `${number} is not a valid expectation here.`);
  return word ?? number;
};

/** Parses the expected revision of a stream that a session writes to. */
export const expectationIn = conditionAmong(["no_stream", "any", "stream_exists"], "expected_revision");

/** Parses the state that a check requires; `any` is not valid, because it would check nothing. */
export const conditionIn = conditionAmong(["no_stream", "stream_exists", "deleted", "tombstoned"], "expected_state");
