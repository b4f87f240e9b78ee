import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { connect, freshFolder, freshStream, happened } from "./fixture.ts";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));

const run = (...args: string[]): ChildProcess => spawn(process.execPath, [main, ...args]);

const finished = async (child: ChildProcess) => {
  const said: string[] = [];
  child.stderr?.on("data", (text: Buffer) => said.push(text.toString()));
  const [code] = await once(child, "close");
  return { code, said: said.join("") };
};

test.each(["SIGTERM", "SIGINT"] as const)(
  "a node started from a shell says where it is and ends by %s",
  async (signal) => {
    const child = run("--data", freshFolder(), "--port", "0");
    const [line] = await once(child.stdout ?? child, "data");
    const client = connect({ connectionString: String(line).trim() });
    await client.appendToStream(freshStream(), happened(1));
    child.kill(signal);
    expect(await finished(child)).toEqual({ code: 0, said: "" });
    await client.dispose();
  },
);

test.each([
  { args: ["--in-memory", "--port", "seventy"], code: 2, says: "seventy" },
  { args: ["--data", "/dev/null/log", "--port", "0"], code: 1, says: "/dev/null/log" },
])("$args ends with a sentence and code $code", async ({ args, code, says }) => {
  const outcome = await finished(run(...args));
  expect(outcome.code).toBe(code);
  expect(outcome.said).toContain(says);
  expect(outcome.said).not.toContain("    at ");
});
