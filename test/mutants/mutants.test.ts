import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { byHand } from "./by-hand.ts";
import { derived } from "./derived.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const mutants = [...byHand, ...derived(root)];

test("every mutant replaces text that occurs once in its file", () => {
  expect(mutants.length).toBeGreaterThan(100);
  const unfit = mutants.filter(({ file, from }) => readFileSync(`${root}${file}`, "utf8").split(from).length !== 2);
  expect(unfit.map(({ name }) => name)).toEqual([]);
});

test("every mutant changes something", () => {
  expect(mutants.filter(({ from, to }) => from === to)).toEqual([]);
});
