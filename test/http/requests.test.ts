import { describe, expect, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { command } from "../commands.ts";
import { aSchool, opening } from "../scene.ts";

const { given, send, store } = await commandsUnderTest();
const county = "bureau-330108";
const on = "2025-03-01";

const renaming = (school: { readonly id: string }, body: object, key?: string) =>
  command(county, `school/${school.id}/rename-school`, body, key);

describe("a key", () => {
  test("that comes again gets the identical answer and leaves one event", async () => {
    const school = aSchool();
    const asked = renaming(school, { on, name: "新名小学" });
    const first = await given(school).sends(asked).answers();
    expect((await send(asked)).text).toBe(first.text);
    expect(await store.read(school.stream)).toHaveLength(2);
  });

  test.each([
    ["in another order", { name: "新名小学", on }],
    ["with a default written out", { on, name: "新名小学", precision: "DAY" }],
    ["with the name as it is understood", { on, name: " 新名小学 " }],
  ])("with the same said %s is the same request", async (_how, body) => {
    const school = aSchool();
    const asked = renaming(school, { on, name: "新名小学" });
    const first = await given(school).sends(asked).answers();
    expect((await send(renaming(school, body, asked.key))).text).toBe(first.text);
  });

  test("with something else said is another request, and refused", async () => {
    const school = aSchool();
    const asked = renaming(school, { on, name: "新名小学" });
    const other = await given(school, asked)
      .sends(renaming(school, { on, name: "他名小学" }, asked.key))
      .answers();
    expect(other).toMatchObject({ status: 422, code: "IDEMPOTENCY_KEY_REUSED" });
  });

  test("that was refused is not remembered: the same may be accepted later", async () => {
    const school = aSchool();
    const asked = renaming(school, { on, name: "新名小学" });
    const closing = command(county, `school/${school.id}/close-school`, { on: "2024-10-01" });
    await given(school, closing).sends(asked).refuses(409, "SCHOOL_CLOSED");
    const undone = command(county, `school/${school.id}/withdraw-record`, { event: closing.event, reason: "笔误" });
    expect((await given(undone).sends(asked).answers()).status).toBe(200);
  });

  test("is a caller's own: another account's same key is another request", async () => {
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
  test("accepts for the revision that stands and refuses for one that has passed", async () => {
    const school = aSchool();
    await given(school)
      .sends(renaming(school, { on, name: "新名小学" }), { "if-match": '"7"' })
      .refuses(412, "REVISION_CONFLICT");
    const current = given().sends(renaming(school, { on, name: "新名小学" }), { "if-match": '"0"' });
    expect((await current.answers()).status).toBe(200);
  });
});

test("a token of nobody is refused", async () => {
  await given().asks("nobody", "school/open-school", opening()).refuses(401, "TOKEN_INVALID");
});

test.each([[null], [[]], ["文字"]])("a body of %o is refused", async (body) => {
  const asked = { ...command(county, "school/open-school", {}), body: body as never };
  expect((await given().sends(asked).answers()).status).toBe(422);
});
