import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { capabilities } from "./client/under-test.ts";

const packages = ["@eventstore/db-client", "@kurrent/kurrentdb-client"];

test("this process has loaded only the client under test", () => {
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  const found = packages.filter((name) => loaded.some((path) => path.includes(`/node_modules/${name}/`)));
  expect(found).toEqual([process.env.CONTRACT_CLIENT]);
  expect(capabilities.name).toBe(process.env.CONTRACT_CLIENT);
});
