import { expect, test } from "vitest";
import { argumentsOf } from "./arguments.ts";

test("a folder is enough", () => {
  expect(argumentsOf(["--data", "/var/log/school"])).toEqual({
    kind: "start",
    dataDir: "/var/log/school",
    host: "127.0.0.1",
    port: 2113,
  });
});

test("the address can be told", () => {
  const told = argumentsOf(["--data", "d", "--port", "0", "--host", "::1"]);
  expect(told).toMatchObject({ kind: "start", port: 0, host: "::1" });
});

test("the environment is heard where the command line is silent", () => {
  const environment = { EVENTSTORE_DB: "/db", EVENTSTORE_NODE_PORT: "2114", EVENTSTORE_INSECURE: "true" };
  expect(argumentsOf(["--port", "0"], environment)).toMatchObject({ dataDir: "/db", port: 0, host: "127.0.0.1" });
  expect(argumentsOf([], { ...environment, EVENTSTORE_NODE_IP: "0.0.0.0" })).toMatchObject({
    host: "0.0.0.0",
    port: 2114,
  });
  expect(argumentsOf([], { EVENTSTORE_MEM_DB: "true" })).toMatchObject({ dataDir: ":memory:" });
});

test("a certificate comes with its key, and the first passwords from the environment", () => {
  const environment = { EVENTSTORE_CERTIFICATE_PRIVATE_KEY_FILE: "k.pem", EVENTSTORE_DEFAULT_ADMIN_PASSWORD: "secret" };
  expect(argumentsOf(["--data", "d", "--tls-cert", "c.pem", "--host", "0.0.0.0"], environment)).toMatchObject({
    tlsFiles: { certificate: "c.pem", key: "k.pem" },
    passwords: { admin: "secret" },
  });
});

test("help is given when asked for", () => {
  expect(argumentsOf(["--help", "--data", "d"])).toEqual({ kind: "help" });
});

test.each([
  { args: [], about: "folder" },
  { args: ["--data", "d", "--in-memory"], about: "memory" },
  { args: ["--data", "d", "--port", "-1"], about: "port" },
  { args: ["--data", "d", "--port", "65536"], about: "65536" },
  { args: ["--data", "d", "--nonsense"], about: "--nonsense" },
  { args: ["d"], about: "d" },
  { args: ["--data", "d", "--tls-cert", "c"], about: "key" },
  { args: ["--data", "d", "--tls-cert", "c", "--tls-key", "k", "--insecure"], about: "insecure" },
  { args: ["--data", "d", "--host", "0.0.0.0"], about: "--insecure" },
])("$args is not understood", ({ args, about }) => {
  expect(argumentsOf(args)).toMatchObject({ kind: "wrong", message: expect.stringContaining(about) });
});
