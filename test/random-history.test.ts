import { catalogues, isCorrection, isOwn } from "@lianxiao/events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { namesOf } from "./random-changes.ts";
import { happened, histories } from "./random-history.ts";

/** Types that no answer of the read model depends on: who holds a code, and how far back a bureau may record. */
const withoutAnswers = ["CodeClaimed", "BackdatingPeriodSet"];

test("random histories record events of every type, correct some of every type, and withdraw some", () => {
  const seen = { recorded: new Set<string>(), corrected: new Set<string>(), withdrawn: new Set<string>() };
  for (const [run, history] of fc.sample(histories, { numRuns: 600, seed: 1 }).entries()) {
    const records = happened(namesOf(run), history);
    const types = new Map(records.map(({ id, event }) => [id, event.type]));
    for (const { event } of records) {
      if (isOwn(event)) seen.recorded.add(event.type);
      if (isCorrection(event))
        seen[event.data.becomes === null ? "withdrawn" : "corrected"].add(types.get(event.data.event) ?? "");
    }
  }
  const all = catalogues
    .flatMap(({ types }) => Object.keys(types))
    .filter((type) => !withoutAnswers.includes(type))
    .toSorted();
  expect([...seen.recorded].toSorted()).toEqual(all);
  expect([...seen.corrected].toSorted()).toEqual(all);
  expect([...seen.withdrawn].toSorted()).toEqual(all);
});
