import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";

const stuck = `
  import { onStopSignal } from ${JSON.stringify(new URL("./signals.ts", import.meta.url).href)};
  onStopSignal(() => console.log("stopping"));
  setInterval(() => undefined, 1000);
  console.log("running");`;

test.each([
  ["SIGTERM", "SIGTERM", 143],
  ["SIGINT", "SIGTERM", 143],
  ["SIGTERM", "SIGINT", 130],
] as const)("a stop by %s that hangs is ended by a second signal, %s", async (first, second, code) => {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", stuck], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  for (const [said, signal] of [
    ["running", first],
    ["stopping", second],
  ] as const) {
    expect(String(await once(child.stdout, "data"))).toBe(`${said}\n`);
    child.kill(signal);
  }
  expect(await once(child, "exit")).toEqual([code, null]);
});
