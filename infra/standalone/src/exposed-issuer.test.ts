import { expect, test } from "vitest";
import { refuseExposedIssuer } from "./exposed-issuer.ts";

const asked = async (config: { HOST?: string; OIDC_ISSUER?: string; LIANXIAO_DEV_ISSUER?: "open" }) => {
  const said: string[] = [];
  await refuseExposedIssuer(
    { HOST: undefined, OIDC_ISSUER: undefined, LIANXIAO_DEV_ISSUER: undefined, ...config },
    (line) => said.push(line),
  );
  return said;
};

test.each(["0.0.0.0", "::", "192.168.1.5"])("HOST=%s does not start with the development issuer", async (HOST) => {
  await expect(asked({ HOST })).rejects.toMatchObject({ exitCode: 78, message: expect.stringContaining(HOST) });
});

test("told to be open, it starts with a warning", async () => {
  expect(await asked({ HOST: "0.0.0.0", LIANXIAO_DEV_ISSUER: "open" })).toEqual([expect.stringContaining("WARNING")]);
});

test("loopback and another issuer are nobody's danger", async () => {
  expect(await asked({})).toEqual([]);
  expect(await asked({ HOST: "127.0.0.1", LIANXIAO_DEV_ISSUER: "open" })).toEqual([]);
  expect(await asked({ HOST: "0.0.0.0", OIDC_ISSUER: "https://id.example.cn" })).toEqual([]);
});
