import { expect, onTestFinished, test } from "vitest";
import { frontDoor } from "./front-door.ts";
import { createApp } from "./http.ts";
import { serve } from "./listen.ts";

const atTheDoor = async () => {
  const door = frontDoor();
  const { url, drain } = await serve(door.handle, { port: 0, host: undefined });
  onTestFinished(() => drain(0));
  return { url, open: door.open };
};

test.each([
  ["GET", "/"],
  ["POST", "/graphql"],
  ["POST", "/v1/school/open-school"],
  ["GET", "/v1/docs"],
  ["POST", "/dev/token"],
  ["DELETE", "/%E0%A4%A?x=%"],
])("during the start %s %s answers NOT_READY", async (method, path) => {
  const { url } = await atTheDoor();
  const answer = await fetch(`${url}${path}`, { method });
  expect([answer.status, answer.headers.get("content-type"), answer.headers.get("retry-after")]).toEqual([
    503,
    "application/problem+json; charset=utf-8",
    "1",
  ]);
  expect(await answer.json()).toMatchObject({ status: 503, code: "NOT_READY", title: "服务尚未就绪" });
});

test("during the start the process is alive but not ready", async () => {
  const { url } = await atTheDoor();
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ alive: true });
  const ready = await fetch(`${url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([503, { ready: false, start: { ready: false } }]);
});

test("after open() the application answers", async () => {
  const { url, open } = await atTheDoor();
  open(createApp().get("/", (_request, response) => void response.send("in")));
  expect(await (await fetch(url)).text()).toBe("in");
});
