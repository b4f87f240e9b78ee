import { expect, test } from "vitest";
import { ConfigInvalid, readConfig } from "./config.ts";

const messageOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.message;
  }
  return "";
};

test("an empty environment gives the defaults", () => {
  expect(readConfig({})).toMatchObject({ PORT: 4000, OIDC_AUDIENCE: "lianxiao", LIANXIAO_LOG: "warn" });
  expect(readConfig({ EVENTSTORE_URL: "", PORT: "" }).EVENTSTORE_URL).toBeUndefined();
});

test("all problems are reported at once", () => {
  const message = messageOf(() =>
    readConfig({ PORT: "99999", EVENTSTORE_URL: "http://x", DATABASE_URL: "mysql://x" }, ["OIDC_ISSUER"]),
  );
  for (const name of ["PORT", "EVENTSTORE_URL", "DATABASE_URL", "OIDC_ISSUER"]) expect(message).toContain(name);
});

test("production requires OIDC_ISSUER", () => {
  expect(messageOf(() => readConfig({ NODE_ENV: "production" }))).toContain("OIDC_ISSUER");
  expect(readConfig({ NODE_ENV: "production", OIDC_ISSUER: "https://id.example.cn" }).OIDC_ISSUER).toBe(
    "https://id.example.cn",
  );
});

test("LIANXIAO_DEV_ISSUER can only be open", () => {
  expect(readConfig({ HOST: "", LIANXIAO_DEV_ISSUER: "" })).not.toHaveProperty("HOST", expect.anything());
  expect(readConfig({ LIANXIAO_DEV_ISSUER: "open" }).LIANXIAO_DEV_ISSUER).toBe("open");
  expect(messageOf(() => readConfig({ LIANXIAO_DEV_ISSUER: "true" }))).toContain("LIANXIAO_DEV_ISSUER");
});
