import { applyBatch } from "@lianxiao/read-model";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { event, opened, schoolId } from "../../../test/events.ts";
import { createLog, freshReadModel } from "../../../test/projection.ts";
import { codes, serve } from "./fixture.ts";

const model = await freshReadModel();
const gateway = await serve(model);
const { ask } = gateway;
const recorded = createLog();

await applyBatch(model, [recorded(opened(schoolId(1)))]);

afterAll(async () => {
  await gateway.close();
  await model.drop();
});

const coverage = (args: string, fields = "rate") => `{ coverage(${args}) { ${fields} } }`;

describe("the endpoint", () => {
  test("answers 401 with a problem when there is no token, before it reads anything", async () => {
    const response = await fetch(`${gateway.url}/graphql`, { method: "POST", body: "{" });
    expect([response.status, response.headers.get("content-type")]).toEqual([
      401,
      "application/problem+json; charset=utf-8",
    ]);
    expect(await response.json()).toMatchObject({ status: 401, code: "TOKEN_MISSING" });
  });

  test("takes one operation a request, by POST, of at most 64 KB", async () => {
    const one = { query: "{ __typename }" };
    expect((await gateway.post([one, one])).status).toBe(400);
    expect((await gateway.post({ query: `{ __typename } #${"x".repeat(70_000)}` })).status).toBe(413);
    const crossSite = await fetch(`${gateway.url}/graphql?query={__typename}`, {
      headers: { authorization: "Bearer county-330106" },
    });
    expect(crossSite.status).toBe(400);
  });

  test("tells in every answer which position it was read at", async () => {
    for (const query of ["{ __typename }", "{ schoolz }", coverage('region: "330108"')]) {
      const { extensions } = await ask(query);
      expect(extensions?.position).toMatch(/^\d+$/);
      expect(extensions?.freshness).toMatchObject({ position: extensions?.position });
    }
  });

  test("lets its callers read the schema", async () => {
    const { data } = await ask("{ __schema { mutationType { name } queryType { name description } } }");
    expect(data).toMatchObject({ __schema: { mutationType: null, queryType: { name: "Query" } } });
  });

  test("waits for the position that the caller has written", async () => {
    const written = recorded(event("SchoolRenamed", { schoolId: schoolId(1), on: "2024-09-01", name: "滨江改名小学" }));
    const patient = await serve(model, { waitMs: 60_000 });
    onTestFinished(patient.close);
    const answer = patient.ask(`{ school(id: "${schoolId(1)}") { name } }`, {
      headers: { "x-wait-for-position": String(written.position) },
    });
    // A later request has been answered, so the first is not merely on its way.
    await patient.ask("{ __typename }");
    await applyBatch(model, [written]);
    expect((await answer).data).toEqual({ school: { name: "滨江改名小学" } });
  });

  test("says that it is behind when that takes longer than two seconds", async () => {
    const answer = await ask("{ __typename }", { headers: { "x-wait-for-position": "999999999" } });
    expect([answer.status, codes(answer)]).toEqual([503, ["READ_MODEL_BEHIND"]]);
  });

  test.each(["-1", "abc", "1.5", "", "99999999999999999999"])("refuses to wait for %j", async (position) => {
    const response = await gateway.post({ query: "{ __typename }" }, { headers: { "x-wait-for-position": position } });
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ code: "WAIT_FOR_POSITION_INVALID" }),
    ]);
  });

  test("gives its one connection back after answers, errors and callers that hang up", async () => {
    const query = coverage('region: "330100", asOf: "2023-09-01"', "children { rate region { name parent { name } } }");
    for (let round = 0; round < 5; round += 1) {
      await ask(coverage('region: "999999"'));
      const hangUp = new AbortController();
      const gone = gateway.post({ query }, { as: "city-330100", signal: hangUp.signal }).catch(() => undefined);
      await ask(coverage('region: "330108"'));
      hangUp.abort();
      await gone;
    }
    expect((await ask(query, { as: "city-330100" })).errors).toBeUndefined();
  });
});

describe("the first page", () => {
  test("is our own files only, with nothing inline", async () => {
    const response = await fetch(`${gateway.url}/`);
    const html = await response.text();
    expect(response.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(html).toContain("集团化办学");
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|style=|https?:\/\//);
    const assets = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
    expect(assets.length).toBeGreaterThan(2);
    for (const path of assets) expect((await fetch(`${gateway.url}${path}`)).status).toBe(200);
  });

  test("is where a browser that opens /graphql ends up", async () => {
    const response = await fetch(`${gateway.url}/graphql`, { headers: { accept: "text/html" }, redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([303, "/#query"]);
  });
});
