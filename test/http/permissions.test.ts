import { permissions } from "@lianxiao/service";
import { beforeAll, describe, expect, test } from "vitest";
import { aboutUnknown, commandsUnderTest, problemOf } from "../asks.ts";
import { command, type Reply } from "../commands.ts";
import { scene } from "../scene.ts";
import { bystanders, callersOf } from "./callers.ts";
import { cases as apart } from "./cases/apart.ts";
import { cases, routes } from "./cases/index.ts";
import { callers, expected } from "./expected-permissions.ts";

const { given, send } = await commandsUnderTest();

const verdictOf = ({ status, code }: Reply): string => {
  if (code === "OUT_OF_SCOPE" || code === "NOT_FOUND") return code === "NOT_FOUND" ? "-" : "r";
  // The rules may refuse what the permissions allow.
  return status < 300 || status === 409 ? "A" : `${status} ${code}`;
};

/** Records the preconditions of a command in a new scene. */
const situation = async (name: string) => {
  const one = scene({ here: "330108", there: "330102" });
  const found = cases[name]?.(one);
  if (found === undefined) throw new Error(`${name} has no case in test/http/cases.`);
  const named = new Set(found.given.flat().flatMap((step) => ("id" in step ? [step.id] : [])));
  const { accounts, schools } = callersOf(one, (id) => named.has(id));
  const secrets = [...schools, one.group].flatMap((each) => [
    each.id,
    each.name,
    ...("code" in each ? [each.code] : []),
  ]);
  await given(...found.given).sendsAtOnce();
  return { ...found, accounts, secrets };
};

/** The secrets in a response that the caller did not send itself. A refusal must contain none. */
const leaks = ({ text }: Reply, secrets: readonly string[], said: string): readonly string[] =>
  secrets.filter((secret) => text.includes(secret) && !said.includes(secret));

const tried = async (name: string): Promise<string> => {
  let here = await situation(name);
  let verdicts = "";
  for (const caller of callers) {
    const { path, body, accounts, secrets } = here;
    const asked = command(accounts[caller], path, body);
    const reply = await send(asked);
    const verdict = verdictOf(reply);
    verdicts += verdict;
    expect({ caller, leaks: verdict === "A" ? [] : leaks(reply, secrets, path + JSON.stringify(body)) }).toEqual({
      caller,
      leaks: [],
    });
    if (verdict === "-")
      expect({ caller, ...problemOf((await send(aboutUnknown(asked))).text) }).toEqual({
        caller,
        ...problemOf(reply.text),
      });
    // An accepted command may have changed the relations.
    if (reply.status < 300) here = await situation(name);
  }
  return verdicts;
};

beforeAll(async () => void (await given(bystanders).sendsAtOnce()));

test("every action is used by a route", () => {
  const used = new Set<string>(routes.map(({ action }) => action));
  expect([...used].toSorted()).toEqual(Object.keys(permissions).toSorted());
});

describe.each(routes.map(({ name, action }) => [name, action] as const))("%s", (name, action) => {
  test("is allowed to the expected callers", async () => {
    expect(await tried(name)).toBe((expected[name] ?? expected[action]).replaceAll(" ", ""));
  });
});

describe.each(Object.entries(apart).flatMap(([name, all]) => all().map((one) => [name, one.what, one] as const)))(
  "%s %s",
  (_name, _what, { given: steps, by, path, body, verdict }) => {
    test("is not allowed", async () => {
      await given(...steps).sendsAtOnce();
      expect(verdictOf(await send(command(by, path, body)))).toBe(verdict);
    });
  },
);
