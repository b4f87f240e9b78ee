import type { Day, RegionCode, RegionLevel } from "@lianxiao/events";
import { baseRegions } from "@lianxiao/regions";
import { since } from "../period.ts";
import { type Statements, statedTable } from "../stated/table.ts";

type RegionRow = {
  readonly code: RegionCode;
  readonly name: string;
  readonly level: RegionLevel;
  readonly parent: RegionCode | null;
  readonly successor: RegionCode | null;
};
type RegionStatements = Statements<RegionRow, "code", "code">;
type Unit = Omit<RegionRow, "successor">;

const open = (facts: RegionStatements, { code, ...unit }: Unit, on: Day | null): void => {
  // A code that is in force already is restated: it begins on this day instead.
  const current = facts.believed({ code }).at(-1);
  if (current?.successor === null) facts.retract({ code }, since(current.from));
  facts.assert({ code }, since(on), { ...unit, successor: null });
};

const end = (
  facts: RegionStatements,
  code: RegionCode,
  { on, successor }: { on: Day; successor: RegionCode },
): void => {
  const inForce = facts.believed({ code }).at(-1)?.successor === null;
  // A unit that "merges into itself" takes in territory and goes on.
  if (inForce && code !== successor) facts.amend({ code }, since(on), { successor });
};

export const region = statedTable<RegionRow, "code">({
  name: "region",
  subject: "code",
  seed: baseRegions.map((unit) => ({ ...unit, successor: null })),
  on: {
    RegionOpened: (facts, { code, name, level, parent, on }) => open(facts, { code, name, level, parent }, on),
    RegionMerged: (facts, { code, into, on }) => end(facts, code, { on, successor: into }),
    RegionRecoded: (facts, { code, newCode, on }) => {
      const last = facts.believed({ code }).at(-1);
      const next = facts.believed({ code: newCode }).at(-1) ?? last;
      if (next === undefined || last === undefined || code === newCode) return;
      end(facts, code, { on, successor: newCode });
      open(facts, { code: newCode, name: next.name, level: next.level, parent: next.parent }, on);
    },
  },
});
