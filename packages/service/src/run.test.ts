import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";

const running = (start: string) => {
  const program = `
    import { run } from ${JSON.stringify(new URL("./run.ts", import.meta.url).href)};
    setInterval(() => undefined, 1000);
    await run(${start}, console);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
};

test("a process closes and exits with 0 on SIGTERM", async () => {
  const child = running(`async () => ({ url: "here", close: async () => console.log("closed") })`);
  expect(String(await once(child.stdout, "data"))).toBe("listening on here\n");
  child.kill("SIGTERM");
  expect(String(await once(child.stdout, "data"))).toBe("closed\n");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("a process that is still starting exits with 0 on SIGTERM too", async () => {
  const child = running(`() => new Promise(() => console.log("starting"))`);
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("a failed start prints its message and exits with its exit code", async () => {
  const child = running(`async () => { throw Object.assign(new Error("no"), { exitCode: 78 }); }`);
  expect(String(await once(child.stderr, "data"))).toBe("no\n");
  expect(await once(child, "exit")).toEqual([78, null]);
});
