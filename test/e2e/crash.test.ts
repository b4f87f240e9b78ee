import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectEventStore } from "@lianxiao/kernel";
import { afterAll, expect, test } from "vitest";
import { freshEventStore, storesAreApart } from "../event-store.ts";
import { approveGroup, type Command, draftGroup, openSchool, send, tokenFrom } from "../faults/commands.ts";

const main = fileURLToPath(new URL("../../infra/standalone/src/main.ts", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "lianxiao-crash-"));
const running = new Set<ChildProcess>();
const store = storesAreApart ? await freshEventStore() : undefined;

afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
  await store?.remove();
});

/** The whole system in a process of its own, which is killed by SIGKILL at the failure point. */
const startUntil = async (failpoints: string) => {
  const child = spawn(process.execPath, [main, "--empty"], {
    env: {
      ...process.env,
      PORT: "0",
      HOST: "",
      LIANXIAO_DATA: join(folder, "data"),
      LIANXIAO_FAILPOINTS: failpoints,
      ...(store && { EVENTSTORE_URL: store.url }),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.add(child);
  const ended = once(child, "exit").finally(() => running.delete(child));
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes("Lianxiao is ready")) break;
  }
  const url = /http:\/\/localhost:\d+/.exec(said)?.[0];
  if (url === undefined) throw new Error(`It ended before it was ready:\n${said}`);
  return { url, child, ended };
};

const ask = async (url: string, command: Command) => send(url, await tokenFrom(url), command);

test.each([
  { point: "command.after-mirrors", school: 6, replayed: false },
  { point: "handle.before-append", school: 1, replayed: false },
  { point: "handle.after-append", school: 2, replayed: true },
  { point: "command.before-reply", school: 3, replayed: true },
])(
  "a command during which the system died at $point takes effect once when it is sent again",
  async ({ point, school, replayed }) => {
    const command = openSchool(school);
    const dying = await startUntil(`${point}=crash`);
    expect(await ask(dying.url, command)).toBeUndefined();
    await dying.ended;
    const next = await startUntil("");
    const answer = await ask(next.url, command);
    expect(answer).toMatchObject({ status: 201, replayed });
    expect(JSON.parse(answer?.reply ?? "")).toMatchObject({ revision: "0" });
    expect(await ask(next.url, command)).toEqual({ ...answer, replayed: true });
    next.child.kill("SIGTERM");
    expect(await next.ended).toEqual([0, null]);
  },
  // The system starts twice, the second time on the data that the crash left.
  400_000,
);

/** The event types of a stream, read from the running system's event store. */
const recorded = async (stream: string): Promise<readonly string[]> => {
  const running: { readonly eventStoreUrl: string } = JSON.parse(
    await readFile(join(folder, "data", "running.json"), "utf8"),
  );
  const events = connectEventStore(running.eventStoreUrl);
  const types = (await events.read(stream)).map(({ type }) => type);
  await events.close();
  return types;
};

/** A drafted group with its lead, recorded by a system that has been stopped. */
const draftWith = async (school: number) => {
  const system = await startUntil("");
  const idOf = async (command: Command): Promise<string> =>
    JSON.parse((await ask(system.url, command))?.reply ?? "").id;
  const lead = await idOf(openSchool(school));
  const group = await idOf(draftGroup(lead));
  system.child.kill("SIGTERM");
  await system.ended;
  return { lead, group };
};

test.each([
  { point: "reaction.before-dispatch", school: 4 },
  { point: "reaction.before-checkpoint", school: 5 },
])(
  "a lead school joins its group once although the system died at $point",
  async ({ point, school }) => {
    const { lead, group } = await draftWith(school);
    const dying = await startUntil(`${point}=crash`);
    const approval = approveGroup(group);
    await ask(dying.url, approval);
    await dying.ended;
    const next = await startUntil("");
    expect(await ask(next.url, approval)).toMatchObject({ status: 200, replayed: true });
    expect(await recorded(`membership-${lead}`)).toEqual(["SchoolJoinedGroup"]);
    next.child.kill("SIGTERM");
    expect(await next.ended).toEqual([0, null]);
  },
  400_000,
);

test("an approval during which the system died is undone if it is not sent again, and a new one succeeds", async () => {
  const { lead, group } = await draftWith(7);
  const dying = await startUntil("command.after-mirrors=crash");
  const approval = approveGroup(group);
  expect(await ask(dying.url, approval)).toBeUndefined();
  await dying.ended;
  const next = await startUntil("");
  await expect
    .poll(() => recorded(`membership-${lead}`), { timeout: 60_000 })
    .toEqual(["SchoolJoinedGroup", "Corrected"]);
  expect(await recorded(`group-${group}`)).toEqual(["GroupDrafted@2", "CommandAbandoned"]);
  const late = await ask(next.url, approval);
  expect([late?.status, JSON.parse(late?.reply ?? "").code]).toEqual([409, "COMMAND_ABANDONED"]);
  expect(await ask(next.url, approveGroup(group))).toMatchObject({ status: 200, replayed: false });
  expect((await recorded(`membership-${lead}`)).at(-1)).toBe("SchoolJoinedGroup");
  next.child.kill("SIGTERM");
  expect(await next.ended).toEqual([0, null]);
}, 400_000);
