import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { storedShapes } from "../shapes/stored-shapes.ts";
import { catalogues } from "./index.ts";

const folder = new URL("./stored/", import.meta.url);
const samples = (await readdir(folder))
  .filter((file) => !file.endsWith(".shapes.json"))
  .map((file) => file.replace(/\.json$/, ""));

test("every stored shape has a sample, and every sample has a shape", () => {
  expect(storedShapes.size).toBeGreaterThan(20);
  expect(samples.toSorted()).toEqual([...storedShapes.keys()].toSorted());
});

test.each(samples)("the stored sample %s can be decoded", async (name) => {
  const data: unknown = JSON.parse(await readFile(new URL(`${name}.json`, folder), "utf8"));
  const decoded = catalogues.map(({ decode }) => decode({ type: name, data })).find((event) => event !== undefined);
  expect(decoded?.type).toBe(name.split("@")[0]);
  expect(decoded?.data).toBeTypeOf("object");
});

test("the name of an event is unique across categories", () => {
  const names = catalogues.flatMap(({ types }) => Object.keys(types));
  expect(new Set(names).size).toBe(names.length);
});
