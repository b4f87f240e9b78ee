import { describe, expect, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { command } from "../commands.ts";
import { aSchool, opening } from "../scene.ts";

const { given, send, store } = await commandsUnderTest();
const county = "bureau-330108";
const on = "2025-03-01";

const renaming = (school: { readonly id: string }, body: object, key?: string) =>
  command(county, `school/${school.id}/rename-school`, body, key);

describe("an idempotency key", () => {
  test("that is sent again gets the identical response and records one event", async () => {
    const school = aSchool();
    const asked = renaming(school, { on, name: "新名小学" });
    const first = await given(school).sends(asked).answers();
    expect((await send(asked)).text).toBe(first.text);
    expect(await store.read(school.stream)).toHaveLength(2);
  });

  test.each([
    ["in another field order", { name: "新名小学", on }],
    ["with a default written out", { on, name: "新名小学", precision: "DAY" }],
    ["with spaces around the name", { on, name: " 新名小学 " }],
  ])("with the same body, %s, is the same request", async (_how, body) => {
    const school = aSchool();
    const asked = renaming(school, { on, name: "新名小学" });
    const first = await given(school).sends(asked).answers();
    expect((await send(renaming(school, body, asked.key))).text).toBe(first.text);
  });

  test("with another body is refused", async () => {
    const school = aSchool();
    const asked = renaming(school, { on, name: "新名小学" });
    const other = await given(school, asked)
      .sends(renaming(school, { on, name: "他名小学" }, asked.key))
      .answers();
    expect(other).toMatchObject({ status: 422, code: "IDEMPOTENCY_KEY_REUSED" });
  });

  test("of a refused command is not remembered: the same request can be accepted later", async () => {
    const school = aSchool();
    const asked = renaming(school, { on, name: "新名小学" });
    const closing = command(county, `school/${school.id}/close-school`, { on: "2024-10-01" });
    await given(school, closing).sends(asked).refuses(409, "SCHOOL_CLOSED");
    const undone = command(county, `school/${school.id}/withdraw-record`, { event: closing.event, reason: "笔误" });
    expect((await given(undone).sends(asked).answers()).status).toBe(200);
  });

  test("is scoped to the account: the same key from another account is another request", async () => {
    const school = aSchool();
    const asked = renaming(school, { on, name: "新名小学" });
    const other = command("bureau-330100", asked.path, { on: "2025-04-01", name: "再名小学" }, asked.key);
    expect((await given(school, asked).sends(other).answers()).status).toBe(200);
  });

  test("is required", async () => {
    const asked = command(county, "school/open-school", opening());
    expect(await given().sends(asked, { "idempotency-key": "" }).answers()).toMatchObject({
      status: 400,
      code: "IDEMPOTENCY_KEY_REQUIRED",
    });
  });
});

describe("If-Match", () => {
  test("is accepted with the current revision and refused with another one", async () => {
    const school = aSchool();
    await given(school)
      .sends(renaming(school, { on, name: "新名小学" }), { "if-match": '"7"' })
      .refuses(412, "REVISION_CONFLICT");
    const current = given().sends(renaming(school, { on, name: "新名小学" }), { "if-match": '"0"' });
    expect((await current.answers()).status).toBe(200);
  });
});

test("the token of an unknown account is refused", async () => {
  await given().asks("nobody", "school/open-school", opening()).refuses(401, "TOKEN_INVALID");
});

test.each([[null], [[]], ["文字"]])("a body of %o is refused", async (body) => {
  const asked = { ...command(county, "school/open-school", {}), body: body as never };
  expect((await given().sends(asked).answers()).status).toBe(422);
});
