import type { Day, RegionCode, RegionEvent } from "@lianxiao/events";
import { baseRegions, type Region } from "./base.ts";

/** A period `[from, to)` in which a code stands for a unit; null is open. A code that ended has a successor. */
type Spell = Region & { readonly from: Day | null; readonly to: Day | null; readonly successor: RegionCode | null };

/** A named set of regions that reports speak of. */
export type RegionSet = Extract<RegionEvent, { type: "RegionSetDefined" }>["data"];

/** The dated tree of regions: the base table and what events have changed of it. */
export type RegionTree = {
  readonly changed: ReadonlyMap<RegionCode, readonly Spell[]>;
  readonly sets: ReadonlyMap<string, RegionSet>;
};

const base = new Map(
  baseRegions.map((region): [RegionCode, readonly Spell[]] => [
    region.code,
    [{ ...region, from: null, to: null, successor: null }],
  ]),
);

/** The tree before any event: the base table, holding for all time. */
export const planted: RegionTree = { changed: new Map(), sets: new Map() };

/** The spells of a code, oldest first; only the last can be open-ended. */
const spellsOf = (tree: RegionTree, code: RegionCode): readonly Spell[] =>
  tree.changed.get(code) ?? base.get(code) ?? [];

const withSpells = (tree: RegionTree, code: RegionCode, spells: readonly Spell[]): RegionTree => ({
  ...tree,
  changed: new Map(tree.changed).set(code, spells),
});

const open = (tree: RegionTree, region: Region, from: Day | null): RegionTree => {
  const ended = spellsOf(tree, region.code).filter((spell) => spell.to !== null);
  return withSpells(tree, region.code, [...ended, { ...region, from, to: null, successor: null }]);
};

const end = (tree: RegionTree, code: RegionCode, { on, successor }: { on: Day; successor: RegionCode }): RegionTree => {
  const spells = spellsOf(tree, code);
  const last = spells.at(-1);
  // A unit that "merges into itself" takes in territory and goes on.
  if (last === undefined || last.to !== null || code === successor) return tree;
  return withSpells(tree, code, [...spells.slice(0, -1), { ...last, to: on, successor }]);
};

type Fold = { readonly [E in RegionEvent as E["type"]]: (tree: RegionTree, data: E["data"]) => RegionTree };

/** How each event changes the tree; the tree given is left as it was. */
export const evolveTree: Fold = {
  RegionOpened: (tree, { code, name, level, parent, on }) => open(tree, { code, name, level, parent }, on),
  RegionMerged: (tree, { code, into, on }) => end(tree, code, { on, successor: into }),
  RegionRecoded: (tree, { code, newCode, on }) => {
    const last = spellsOf(tree, code).at(-1);
    if (last === undefined || code === newCode) return tree;
    const { name, level, parent } = spellsOf(tree, newCode).at(-1) ?? last;
    return open(end(tree, code, { on, successor: newCode }), { code: newCode, name, level, parent }, on);
  },
  RegionSetDefined: (tree, data) => ({ ...tree, sets: new Map(tree.sets).set(data.set, data) }),
};

/** The tree after one event of any type. */
export const grow = (tree: RegionTree, event: RegionEvent): RegionTree => {
  // evolveTree has a handler for every type, and the one found by an event's type takes that event's data.
  const handler = evolveTree[event.type] as (tree: RegionTree, data: RegionEvent["data"]) => RegionTree;
  return handler(tree, event.data);
};

const begun = (spell: Spell, day: Day): boolean => spell.from === null || spell.from <= day;
const ended = (spell: Spell, day: Day): boolean => spell.to !== null && spell.to <= day;

/** The spell in force on the day, else the last that ended before it, else the first to come. */
const nearest = (tree: RegionTree, code: RegionCode, day: Day): Spell | undefined => {
  const spells = spellsOf(tree, code);
  return spells.findLast((spell) => begun(spell, day)) ?? spells[0];
};

/** Whether the code stands for a unit on that day. */
export const statusOf = (
  tree: RegionTree,
  code: RegionCode,
  day: Day,
): "IN_FORCE" | "NOT_YET" | "ABOLISHED" | "UNKNOWN" => {
  const spell = nearest(tree, code, day);
  if (spell === undefined) return "UNKNOWN";
  if (!begun(spell, day)) return "NOT_YET";
  return ended(spell, day) ? "ABOLISHED" : "IN_FORCE";
};

/** The code that stands on that day for what `code` stood for; itself unless it was merged or recoded by then. */
export const successorOf = (tree: RegionTree, code: RegionCode, day: Day): RegionCode => {
  const passed = new Set<RegionCode>();
  let current = code;
  for (let spell = nearest(tree, current, day); spell !== undefined; spell = nearest(tree, current, day)) {
    if (!ended(spell, day) || spell.successor === null || passed.has(current)) return current;
    passed.add(current);
    current = spell.successor;
  }
  return current;
};

/** The unit that the code stands for on that day; undefined when it is not in force then. */
export const regionAt = (tree: RegionTree, code: RegionCode, day: Day): Region | undefined => {
  const spell = nearest(tree, code, day);
  if (spell === undefined || !begun(spell, day) || ended(spell, day)) return undefined;
  return { code, name: spell.name, level: spell.level, parent: spell.parent && successorOf(tree, spell.parent, day) };
};

/**
 * Whether a grant for one region reaches another on that day, the other taken for what it has become by then. A grant
 * does not follow its region into a merger, where it would widen: it reaches nothing until it is given anew.
 */
export const covers = (tree: RegionTree, grant: RegionCode, code: RegionCode, day: Day): boolean => {
  if (statusOf(tree, grant, day) !== "IN_FORCE") return false;
  const passed = new Set<RegionCode>();
  for (let current: RegionCode | null = code; current !== null; ) {
    const here: RegionCode = successorOf(tree, current, day);
    const spell = nearest(tree, here, day);
    // A code that nobody has recorded neither covers nor is covered; a ring of parents ends the climb.
    if (spell === undefined || passed.has(here)) return false;
    if (here === grant) return true;
    passed.add(here);
    current = spell.parent;
  }
  return false;
};

/** The set as last defined. */
export const setOf = (tree: RegionTree, set: string): RegionSet | undefined => tree.sets.get(set);
