import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Command, type Commands, command, sendTo, startCommands } from "../commands.ts";
import { cases, routes } from "../http/cases/index.ts";
import { reacted } from "../reacted.ts";
import { province, scene } from "../scene.ts";
import { violations } from "./invariants.ts";
import { flat } from "./pairs.ts";
import { worldOf } from "./world.ts";

/**
 * The failure points at which a command that writes to several streams is killed; the first two are after its first and
 * its second mirrored event.
 */
const points = [
  "command.after-mirror=crash",
  "command.after-mirror=crash@2",
  "command.after-mirrors=crash",
  "handle.before-append=crash",
  "handle.after-append=crash",
  "command.before-reply=crash",
] as const;

type Situation = { readonly name: string; readonly before: readonly Command[]; readonly sent: Command };

/** A command with preconditions under which it is accepted, on subjects of its own. */
const situationOf = (name: string): Situation => {
  const found = cases[name]?.(scene());
  if (found === undefined) throw new Error(`${name} has no case in test/http/cases.`);
  return { name, before: found.given.flatMap(flat), sent: command(province, found.path, found.body) };
};

const sendAll = async ({ send }: Pick<Commands, "send">, steps: readonly Command[]): Promise<void> => {
  for (const step of steps) {
    const { status, text } = await send(step);
    if (status >= 300) throw new Error(`${step.path} was answered ${status}: ${text}`);
  }
};

/** The commands that write to more than one stream. */
const overSeveralStreams = async (commands: Commands, wanted: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const { name } of routes) {
    // All regions are in one stream, so each command would change the preconditions of the others.
    if (name.startsWith("region/") || !name.includes(wanted)) continue;
    const { before, sent } = situationOf(name);
    await sendAll(commands, [...before, sent]);
    if (commands.streamsOf(sent.commandId).length > 1) found.push(name);
  }
  return found;
};

const program = fileURLToPath(new URL("mortal.ts", import.meta.url));

/**
 * Whether the process died at the failure point while it executed the command. If the command does not reach the point,
 * it is answered.
 */
const diesOf = async (eventStoreUrl: string, point: string, sent: Command): Promise<boolean> => {
  const child = spawn(process.execPath, [program, eventStoreUrl, point], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const [url] = await once(child.stdout, "data");
  const answered = await sendTo(String(url).trim())(sent).then(
    () => true,
    () => false,
  );
  if (answered) child.kill("SIGKILL");
  await ended;
  return !answered;
};

type Kill = Situation & { readonly point: string; readonly isSentAgain: boolean };

const kills = async (commands: Commands, names: readonly string[]): Promise<readonly Kill[]> => {
  const waiting = names.flatMap((name) =>
    points.flatMap((point) => [true, false].map((isSentAgain) => ({ name, point, isSentAgain }))),
  );
  const killed: Kill[] = [];
  const lane = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const situation = situationOf(next.name);
      await sendAll(commands, situation.before);
      if (await diesOf(commands.eventStoreUrl, next.point, situation.sent)) killed.push({ ...next, ...situation });
    }
  };
  await Promise.all([lane(), lane()]);
  return killed;
};

const allEvents = 1_000_000;

/** The streams to which each command has written, in whichever process. */
const streamsByCommand = async ({ store }: Commands): Promise<ReadonlyMap<unknown, ReadonlySet<string>>> => {
  const found = new Map<unknown, Set<string>>();
  for (const { stream, metadata } of await store.readAll(undefined, allEvents))
    found.set(metadata["commandId"], (found.get(metadata["commandId"]) ?? new Set()).add(stream));
  return found;
};

export type Killed = {
  readonly commands: number;
  readonly kills: number;
  /** Of the commands that were sent again: how many succeeded. */
  readonly resumed: number;
  /** Of the commands that were not: how many were recorded completely, and how many were undone. */
  readonly standing: number;
  readonly undone: number;
  readonly violations: readonly string[];
};

/**
 * Kills a process at every failure point of every command that writes to several streams and whose name contains
 * `wanted`, once with a retry by the caller and once without, and reports the state after a restart.
 */
export const killed = async ({ wanted = "" } = {}): Promise<Killed> => {
  const commands = await startCommands();
  const names = await overSeveralStreams(commands, wanted);
  const all = await kills(commands, names);
  const { eventStoreUrl } = commands;
  // As after a restart, with nothing in memory.
  const restarted = await startCommands({ eventStoreUrl });
  const found = { commands: names.length, kills: all.length, resumed: 0, standing: 0, undone: 0 };
  const wrong: string[] = [];
  for (const { name, point, sent } of all.filter(({ isSentAgain }) => isSentAgain)) {
    const { status, text } = await restarted.send(sent);
    if (status < 300) found.resumed += 1;
    else wrong.push(`${name}, killed at ${point} and sent again, was answered ${status}: ${text}`);
  }
  await reacted(restarted, "kills");
  const streams = await streamsByCommand(restarted);
  const of = ({ commandId }: Command): readonly string[] => [...(streams.get(commandId) ?? [])];
  for (const { name, point, before, sent, isSentAgain } of all) {
    const world = await worldOf(restarted, [...new Set([sent.stream, ...before.flatMap(of), ...of(sent)])]);
    for (const violation of await violations(world)) wrong.push(`${name}, killed at ${point}: ${violation}`);
    if (!isSentAgain) found[of(sent).includes(sent.stream) ? "standing" : "undone"] += 1;
  }
  await restarted.close();
  await commands.close();
  return { ...found, violations: wrong };
};
