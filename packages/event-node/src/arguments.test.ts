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
])("$args is not understood", ({ args, about }) => {
  expect(argumentsOf(args)).toMatchObject({ kind: "wrong", message: expect.stringContaining(about) });
});
