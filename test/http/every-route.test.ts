import { describe, expect, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { command } from "../commands.ts";
import { scene } from "../scene.ts";
import { cases, routes } from "./cases/index.ts";

const { given } = await commandsUnderTest();

const inSituation = (name: string) => {
  const situation = cases[name]?.(scene());
  if (situation === undefined) throw new Error(`${name} has no case in test/http/cases.`);
  return situation;
};

test("every route has a case, and every case has a route", () => {
  expect(routes.length).toBeGreaterThan(30);
  expect(Object.keys(cases).toSorted()).toEqual(routes.map(({ name }) => name).toSorted());
});

describe.each(routes.map(({ name }) => name))("%s", (name) => {
  test("records its events", async () => {
    const { given: before, path, body, gives, by = "bureau-330108" } = inSituation(name);
    const asked = command(by, path, body);
    await given(...before)
      .sends(asked)
      .gives(...gives(asked));
  });

  test("is refused to an account that may see its subject but not send it", async () => {
    const { given: before, path, body, refused = "auditor-330100" } = inSituation(name);
    await given(...before)
      .asks(refused, path, body)
      .refuses(403, "OUT_OF_SCOPE");
  });

  test("is hidden from an account that must not learn of its subject", async () => {
    const { given: before, path, body, hidden = "bureau-330102" } = inSituation(name);
    if (hidden === null) return;
    await given(...before)
      .asks(hidden, path, body)
      .hides();
  });
});
