import { type Commands, startCommands } from "../commands.ts";
import { violations } from "./invariants.ts";
import { pairs } from "./pairs.ts";
import { worldOf } from "./world.ts";

type Outcome = { readonly accepted: number; readonly violations: readonly string[] };

/** Sends both commands of a pair concurrently, in a new scene. */
const round = async (commands: Commands, { race }: (typeof pairs)[number]): Promise<Outcome> => {
  const { before, sent } = race();
  // The preconditions of one may exclude the other, which is then refused; the invariants must hold nevertheless.
  for (const step of before) await commands.send(step);
  const replies = await Promise.all(sent.map((one) => commands.send(one)));
  const streams = new Set([...before, ...sent].flatMap(({ commandId }) => commands.streamsOf(commandId)));
  const broken = replies.filter(({ status }) => status >= 500).map(({ text }) => text);
  return {
    accepted: replies.filter(({ status }) => status < 300).length,
    violations: [...broken, ...(await violations(await worldOf(commands, [...streams])))],
  };
};

export type Result = {
  readonly rounds: number;
  /** The rounds in which both, one or none were accepted. */
  readonly both: number;
  readonly one: number;
  readonly none: number;
  readonly violations: readonly string[];
};

type Races = {
  readonly rounds: number;
  readonly some?: (index: number) => boolean;
  /** Called after each round with the number of rounds so far, and of all. */
  readonly progressed?: (done: number, all: number) => void;
};

const isOfRegions = ({ name }: (typeof pairs)[number]): boolean => name.startsWith("region/");

/** Every pair `rounds` times, or as many pairs as `some` lets through; several beside each other. */
export const races = async (commands: Commands, { rounds, some = () => true, progressed }: Races): Promise<Result> => {
  const chosen = pairs.filter((_pair, index) => some(index));
  const total = { rounds: chosen.length * rounds, both: 0, one: 0, none: 0 };
  const found: string[] = [];
  let done = 0;
  const repeat = async (among: Commands, pair: (typeof pairs)[number]) => {
    for (let left = rounds; left > 0; left -= 1) {
      const outcome = await round(among, pair);
      total[outcome.accepted === 2 ? "both" : outcome.accepted === 1 ? "one" : "none"] += 1;
      found.push(...outcome.violations.map((violation) => `${pair.name}: ${violation}`));
      done += 1;
      progressed?.(done, total.rounds);
    }
  };
  const lane = async (waiting: (typeof pairs)[number][]) => {
    for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) await repeat(commands, pair);
  };
  // All regions are one stream. One pair at a time, because more than two commands at once would be another race, and
  // each on a store of its own, because the invariants of a round are checked on the whole stream.
  const ofRegions = async () => {
    for (const pair of chosen.filter(isOfRegions)) {
      const own = await startCommands();
      await repeat(own, pair);
      await own.close();
    }
  };
  const others = chosen.filter((pair) => !isOfRegions(pair));
  await Promise.all([ofRegions(), lane(others), lane(others), lane(others)]);
  return { ...total, violations: found };
};
