import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { code, group, membership, region, school } from "./index.ts";

type Readable = {
  readonly types: Readonly<Record<string, { readonly shapes: readonly unknown[] }>>;
  readonly decode: (stored: {
    readonly type: string;
    readonly data: unknown;
  }) => { readonly type: string; readonly data: unknown } | undefined;
};
const catalogues: readonly Readable[] = [code, group, membership, region, school];
const folder = new URL("./stored/", import.meta.url);
const samples = (await readdir(folder)).map((file) => file.replace(/\.json$/, ""));

/** Every name that may stand in the log: one per shape, and what every category has. */
const storedNames = ["Corrected", "CommandAbandoned"].concat(
  catalogues.flatMap(({ types }) =>
    Object.entries(types).flatMap(([type, { shapes }]) =>
      shapes.map((_shape, index) => (index === 0 ? type : `${type}@${index + 1}`)),
    ),
  ),
);

test("every shape that may be stored has a sample, and every sample a shape", () => {
  expect(storedNames.length).toBeGreaterThan(20);
  expect(samples.toSorted()).toEqual(storedNames.toSorted());
});

test.each(samples)("%s as it was stored can be read", async (name) => {
  const data: unknown = JSON.parse(await readFile(new URL(`${name}.json`, folder), "utf8"));
  const decoded = catalogues.map(({ decode }) => decode({ type: name, data })).find((event) => event !== undefined);
  expect(decoded?.type).toBe(name.split("@")[0]);
  expect(decoded?.data).toBeTypeOf("object");
});

test("no two categories share an event's name", () => {
  expect(new Set(storedNames).size).toBe(storedNames.length);
});
