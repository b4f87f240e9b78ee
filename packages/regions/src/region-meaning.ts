import { type Day, type Meaning, type RateName, type RegionEvent, type RegionId, region } from "@lianxiao/events";
import { type LocalDefinition, planted, type RegionTree, unitOf, withUnit } from "./tree.ts";
import { begins, followed, type Unit, type Version } from "./unit.ts";

/** A unit begins, possibly again after its end. An earlier beginning without an end is replaced. */
const opened = (tree: RegionTree, version: Version): RegionTree => {
  const unit: Unit = unitOf(tree, version.id) ?? [];
  const past = unit.slice(0, unit.findLastIndex(({ heirs }) => heirs !== null) + 1);
  return withUnit(tree, version.id, followed(past, version));
};

/**
 * Before a unit begins as the continuation of another unit, it stands for that one, so that children recorded under it
 * belong to that one.
 */
const continued = (tree: RegionTree, before: RegionId, version: Version): RegionTree => {
  const unit = unitOf(tree, version.id) ?? [];
  if (unit[0] !== version) return tree;
  const former: Version = { ...version, from: null, to: version.from, heirs: [before], goesOn: true };
  return withUnit(tree, version.id, [former, ...unit]);
};

/** Changes a unit that is in force; has no effect on others. */
const changed = (tree: RegionTree, id: RegionId, change: Partial<Version> & { readonly from: Day }): RegionTree => {
  const unit = unitOf(tree, id);
  const last = unit?.at(-1);
  if (unit === undefined || last === undefined || last.heirs !== null) return tree;
  return withUnit(tree, id, followed(unit, { ...last, ...change }));
};

type Which = { readonly id: RegionId; readonly rate: RateName };

const defined = (tree: RegionTree, { id, rate }: Which, definition: LocalDefinition): RegionTree => {
  const own = new Map(tree.definitions.get(id));
  own.set(rate, [...(own.get(rate) ?? []), definition]);
  return { ...tree, definitions: new Map(tree.definitions).set(id, own) };
};

/**
 * How the events of the tree change it. Events of one day apply in this order, so that a unit exists before others are
 * merged into it or moved under it.
 */
export const regionMeaning: Meaning<RegionTree, RegionEvent> = {
  category: region.category,
  initial: planted,
  on: ({ data }) => ("on" in data ? (data.on ?? "") : ""),
  about: ({ type, data }) => {
    if ("rate" in data) return `definition ${data.rate} ${data.id}`;
    return "id" in data && type !== "RegionOpened" ? `${type} ${data.id}` : undefined;
  },
  evolve: {
    RegionOpened: (tree, { id, code, name, level, parent, on }) =>
      opened(tree, begins({ id, code, name, level, parent }, on)),
    RegionRecoded: (tree, { id, newCode, name, level, parent, onto, on }) => {
      const said = {
        code: newCode,
        ...(name !== undefined && { name }),
        ...(level !== undefined && { level }),
        ...(parent !== undefined && { parent }),
      };
      if (onto === undefined) return changed(tree, id, { ...said, from: on });
      const last = unitOf(tree, id)?.at(-1);
      if (last === undefined || onto === id) return tree;
      const next = unitOf(tree, onto)?.at(-1) ?? { ...last, id: onto };
      const version = begins({ id: onto, name: next.name, level: next.level, parent: next.parent, ...said }, on);
      return continued(opened(changed(tree, id, { heirs: [onto], goesOn: true, from: on }), version), id, version);
    },
    RegionRenamed: (tree, { id, name, on }) => changed(tree, id, { name, from: on }),
    RegionMoved: (tree, { id, parent, on }) => changed(tree, id, { parent, from: on }),
    RegionMerged: (tree, { id, into, on }) => {
      // A unit that is merged into itself, as old records have it, gains territory and stays in force.
      const heirs = into.filter((heir) => heir !== id);
      return heirs.length === into.length ? changed(tree, id, { heirs, goesOn: false, from: on }) : tree;
    },
    BackdatingPeriodSet: (tree, { id, schoolYears, on }) => ({
      ...tree,
      backdating: new Map(tree.backdating).set(id, [...(tree.backdating.get(id) ?? []), { from: on, schoolYears }]),
    }),
    RateDefinedLocally: (tree, { id, rate, options, text, on }) =>
      defined(tree, { id, rate }, { from: on, own: { options, text } }),
    LocalDefinitionEnded: (tree, { id, rate, on }) => defined(tree, { id, rate }, { from: on, own: null }),
    RegionSetDefined: (tree, data) => ({ ...tree, sets: new Map(tree.sets).set(data.set, data) }),
  },
};
