import { code, codeMeaning } from "@lianxiao/events";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Action } from "./permissions.ts";
import { routesOf } from "./route.ts";
import type { Category } from "./rules.ts";
import { served } from "./service.ts";

const category: Category<string | undefined, { type: "CodeClaimed"; data: { code: string; schoolId: string } }> = {
  catalogue: code,
  meaning: codeMeaning,
  idOf: ({ data }) => data.code,
  reads: () => ({}),
  always: {},
  now: {},
  refusals: {},
  mirrors: () => [],
};

const tableWith = (action: Action) => {
  const claim = routesOf(category)({
    summary: ["占用", "Claim"],
    body: z.strictObject({}),
    action,
    targets: () => ({}),
    says: () => [],
  });
  return { category, title: ["学校标识码", "School codes"] as const, routes: { claim } };
};

test("a command whose action has no row of permissions is refused at the start", () => {
  expect(() => served(tableWith("change-school"))).not.toThrow();
  // Types are not checked at run time, so an action without a row may still occur.
  expect(() => served(tableWith("claim-code" as Action))).toThrow(Error);
  expect(() => served(tableWith("toString" as Action))).toThrow(Error);
});
