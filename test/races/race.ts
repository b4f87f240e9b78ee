import type { Commands } from "../commands.ts";
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

type Races = { readonly rounds: number; readonly some?: (index: number) => boolean };

/** Runs the pairs that `some` selects, each `rounds` times and several concurrently. */
export const races = async (commands: Commands, { rounds, some = () => true }: Races): Promise<Result> => {
  const chosen = pairs
    .filter((_pair, index) => some(index))
    .flatMap((pair) => Array.from({ length: rounds }, () => pair));
  const total = { rounds: chosen.length, both: 0, one: 0, none: 0 };
  const found: string[] = [];
  const lane = async (waiting: typeof chosen) => {
    for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
      const { name } = pair;
      const outcome = await round(commands, pair);
      total[outcome.accepted === 2 ? "both" : outcome.accepted === 1 ? "one" : "none"] += 1;
      found.push(...outcome.violations.map((violation) => `${name}: ${violation}`));
    }
  };
  // All regions are in one stream, so pairs on it run one at a time. Otherwise they would also race with each other.
  const isOfRegions = ({ name }: (typeof chosen)[number]): boolean => name.startsWith("region/");
  const others = chosen.filter((pair) => !isOfRegions(pair));
  await Promise.all([lane(chosen.filter(isOfRegions)), lane(others), lane(others), lane(others)]);
  return { ...total, violations: found };
};
