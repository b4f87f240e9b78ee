import { inert, type Recorded, uuidV5 } from "@lianxiao/kernel";
import { prefixes } from "@lianxiao/read-model";
import { createLog, startReactions } from "@lianxiao/service";
import { services } from "@lianxiao/standalone";
import type { Commands, command } from "../commands.ts";
import type { Entered } from "../events.ts";
import type { Happening, Names } from "../random-changes.ts";
import { regionsOf } from "../random-history.ts";
import { decode } from "../recorded.ts";
import { commandOf, type Sender } from "./command-of.ts";
import type { Run } from "./examine.ts";

const province = "330000";
const bureau = `bureau-${province}`;

/**
 * Codes of two cities of 浙江 that are not in the published table, and of their counties; each world of a store has its
 * own.
 */
const codeIn = (world: number, n: number): string =>
  n === 0 ? province : `33${12 + world}${n === 1 ? "00" : `0${n}`}`;

/** The number of worlds for which one store has codes. */
export const mostWorlds = 80;

const numbers = Array.from({ length: 10 }, (_, n) => n);

/** The names of one world. Ids are derived from the keys of the commands that create their subjects. */
const namesIn = (world: number): Names & Sender => {
  const key = (kind: string, n: number): string => `world-${world}-${kind}-${n}`;
  const commandId = (kind: string, n: number): string => uuidV5("command", bureau, key(kind, n));
  const region = (n: number) => codeIn(world, n);
  const unit = (n: number) => (n === 0 ? province : uuidV5("region", commandId("region", n)));
  const school = (n: number) => uuidV5("school", commandId("school", n));
  const group = (n: number) => uuidV5("group", commandId("group", n));
  const keys = new Map(
    numbers.flatMap((n) => [
      [unit(n), key("region", n)] as const,
      [school(n), key("school", n)] as const,
      [group(n), key("group", n)] as const,
    ]),
  );
  const codes = new Map(numbers.map((n) => [unit(n), region(n)]));
  return {
    region,
    unit,
    school,
    group,
    set: `world-${world}`,
    code: (n) => `3133${String(world).padStart(4, "0")}${String(n).padStart(2, "0")}`,
    record: (n) => uuidV5("record", `${world}`, `${n}`),
    bureau,
    proposer: `bureau-${codeIn(world, 1)}`,
    keyOf: (id) => keys.get(id),
    codeOf: (id) => codes.get(id) ?? id,
  };
};

const readFrom = async ({ store }: Commands, after: bigint | undefined): Promise<readonly Recorded[]> => {
  const events: Recorded[] = [];
  for (let page = await store.readAll(after, 1_000); page.length > 0; ) {
    events.push(...page.filter(({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix))));
    page = await store.readAll(page.at(-1)?.position, 1_000);
  }
  return events;
};

const enteredFrom = (log: readonly Recorded[]): readonly Entered[] =>
  log.flatMap((recorded) => {
    const event = decode(recorded);
    // The streams of the read model hold events of these categories only.
    return event ? [{ id: recorded.id, stream: recorded.stream, event: event as Entered["event"] }] : [];
  });

/** Runs the reactions of all services. */
export const reacting = (commands: Commands) => {
  const stopping = new AbortController();
  const { hot } = commands;
  const log = createLog("oracle", "silent");
  const running = startReactions(services, {
    store: hot,
    log,
    failpoint: inert,
    process: "oracle",
    signal: stopping.signal,
  });
  const settled = async (): Promise<void> => {
    // An event recorded by a reaction may trigger another reaction.
    for (let head = await commands.store.head(); ; ) {
      await running.caughtUp();
      const next = await commands.store.head();
      if (next?.position === head?.position) return;
      head = next;
    }
  };
  const close = async (): Promise<void> => {
    stopping.abort();
    await running.done;
  };
  return { settled, close };
};

export type Sent = { readonly sent: number; readonly accepted: number; readonly refusals: ReadonlyMap<string, number> };

type World = {
  readonly world: number;
  readonly history: readonly Happening[];
  /** How many happenings are recorded concurrently. */
  readonly atOnce: number;
};

/** Records a history with commands, several happenings concurrently, and returns what the log then has. */
export const livedThrough = async (
  commands: Commands & { readonly settled: () => Promise<void> },
  { world, history, atOnce }: World,
): Promise<Run & Sent> => {
  const names = namesIn(world);
  const start = (await commands.store.head())?.position;
  const refusals = new Map<string, number>();
  let sent = 0;
  let accepted = 0;
  const give = async (one: ReturnType<typeof command> | undefined): Promise<void> => {
    if (one === undefined) return;
    sent += 1;
    const { status, code = "", text } = await commands.send(one);
    if (status >= 500) throw new Error(`${one.path} was answered ${status}: ${text}`);
    if (status < 300) accepted += 1;
    else refusals.set(code, (refusals.get(code) ?? 0) + 1);
  };
  for (const said of regionsOf(names).slice(1)) await give(commandOf(said, [], names));
  for (let at = 0; at < history.length; at += atOnce) {
    const recorded = enteredFrom(await readFrom(commands, start));
    await Promise.all(
      history.slice(at, at + atOnce).map(async (happens) => {
        for (const said of happens(names, recorded)) await give(commandOf(said, recorded, names));
      }),
    );
  }
  await commands.settled();
  const log = await readFrom(commands, start);
  return { names, log, records: enteredFrom(log), sent, accepted, refusals };
};
