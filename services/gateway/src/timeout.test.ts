import { applyBatch, openSnapshot, region, schoolsById } from "@lianxiao/read-model";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { opened, schoolId } from "../../../test/events.ts";
import { createLog, execute, freshReadModel, locked } from "../../../test/projection.ts";
import { codes, serve } from "./fixture.ts";
import { reading } from "./reading.ts";

const model = await freshReadModel();
const gateway = await serve(model, { statementTimeoutMs: 100 });

await applyBatch(model, [createLog()(opened(schoolId(1)))]);

afterAll(async () => {
  await gateway.close();
  await model.drop();
});

const binjiang = 'region(code: "330108") { name }';
const schools = "schools { edges { node { name } } }";

describe("a statement that takes too long", () => {
  test("makes its field null with a code, and the fields before and after it are answered", async () => {
    onTestFinished(await locked(model, "school"));
    const query = `{ before: ${binjiang} ${schools} after: ${binjiang} parents: region(code: "330106") { parent { name } } }`;
    const answer = await gateway.ask(query, { headers: { "accept-language": "en" } });
    expect([answer.status, answer.data]).toEqual([
      200,
      {
        before: { name: "滨江区" },
        schools: null,
        after: { name: "滨江区" },
        parents: { parent: { name: "杭州市" } },
      },
    ]);
    expect(answer.errors).toEqual([
      {
        message: "A statement took too long; try again later or ask for less",
        locations: [expect.anything()],
        path: ["schools"],
        extensions: { code: "STATEMENT_TIMEOUT", retryable: true },
      },
    ]);
    expect(answer.extensions?.position).toMatch(/^\d+$/);
  });

  test("is a 503 also where it is one of those that open the snapshot", async () => {
    onTestFinished(await locked(model, "region_path"));
    const answer = await gateway.ask(`{ ${binjiang} }`);
    expect([answer.status, codes(answer)]).toEqual([503, ["STATEMENT_TIMEOUT"]]);
  });

  test("is a 503 that may be tried again when no field is answered", async () => {
    onTestFinished(await locked(model, "school"));
    const query = `{ a: ${schools} b: ${schools} }`;
    const answer = await gateway.ask(query);
    expect([answer.status, codes(answer), answer.errors?.[0]?.message]).toEqual([
      503,
      ["STATEMENT_TIMEOUT", "STATEMENT_TIMEOUT"],
      "语句超时，请稍后重试或缩小查询",
    ]);
    expect((await gateway.post({ query })).headers.get("retry-after")).toBe("1");
  });
});

test("a statement that takes too long is known as the cause of another error, and the next read is answered", async () => {
  onTestFinished(await locked(model, "school"));
  const today = "2026-11-22";
  const { read, end } = reading(() => openSnapshot(model, { regions: ["330108"] }, { today, statementTimeoutMs: 100 }));
  onTestFinished(end);
  const wrapped = read((snapshot) =>
    schoolsById(snapshot, { ids: [schoolId(1)], asOf: today, knownAt: snapshot.position }).catch((cause: unknown) => {
      throw new Error("The schools could not be read.", { cause });
    }),
  );
  await expect(wrapped).rejects.toMatchObject({ extensions: { code: "STATEMENT_TIMEOUT" } });
  expect(
    await read((snapshot) => region(snapshot, { code: "330108", asOf: today, knownAt: snapshot.position })),
  ).toMatchObject({ name: "滨江区" });
});

test("a statement that fails is INTERNAL, and the fields after it are answered", async () => {
  await execute(model, `alter view "${model.views}".school rename to school_gone`);
  onTestFinished(() => execute(model, `alter view "${model.views}".school_gone rename to school`));
  const answer = await gateway.ask(`{ ${schools} ${binjiang} }`, { headers: { "accept-language": "en" } });
  expect([answer.status, answer.data]).toEqual([200, { schools: null, region: { name: "滨江区" } }]);
  expect(answer.errors).toMatchObject([{ message: "Internal error", extensions: { code: "INTERNAL" } }]);
});
