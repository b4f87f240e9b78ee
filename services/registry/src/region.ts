import { type RegionEvent, type RegionId, type RegionLevel, rateOptions, region } from "@lianxiao/events";
import {
  childrenOf,
  codeOf,
  heirOf,
  isChanged,
  isPublished,
  isWithin,
  onceBelow,
  type RegionTree,
  regionMeaning,
  regionOn,
  source,
  unitOf,
  unitsAt,
} from "@lianxiao/regions";
import { type Category, type Refusals, when } from "@lianxiao/service";

export const regionRefusals = {
  REGION_EXISTS: ["该行政区划已存在", "The region exists already"],
  REGION_CODE_TAKEN: ["该行政区划代码当时由另一单位使用", "The code stands for another region on that day"],
  REGION_NOT_IN_FORCE: ["该行政区划当时不存在", "The region is not in force on that day"],
  REGION_INTO_ITSELF: ["不能并入、划归或变更为自身", "A region cannot be merged, moved or recoded into itself"],
  REGION_LIES_BELOW: ["不能并入或划归其下级行政区划", "A region cannot go into or under one that lies below it"],
  LEVEL_MISMATCH: ["与上级或下级行政区划的级别不符", "The level does not fit the region above or below"],
  CHILDREN_BEFORE_PARENT: [
    "其下级行政区划早于它设立，请先记录它们原来的隶属",
    "Regions below it are older; record first where they belonged before",
  ],
  OPTION_INVALID: [
    "该指标没有这个口径选项，或取值不在其列",
    "The rate does not have this option, or not with this value",
  ],
  NO_LOCAL_DEFINITION: [
    "该行政区划当时没有此指标的地方口径",
    "The region has no definition of its own for the rate then",
  ],
  SET_MEMBERS_REPEATED: ["区域集的成员重复", "A region is twice in the set"],
  SET_MEMBERS_NESTED: ["区域集的一个成员包含另一个成员", "A member of the set lies in another"],
} as const satisfies Refusals;

const isLevelUnder = (level: RegionLevel, above: RegionLevel | undefined): boolean =>
  ({ PROVINCE: [undefined], CITY: ["PROVINCE"], COUNTY: ["CITY", "PROVINCE"] })[level].some((fit) => fit === above);

const missing = (tree: RegionTree, id: RegionId, on: string) =>
  regionOn(tree, id, on) === undefined && { code: codeOf(tree, id, on) ?? id, on };

/** The parent of a unit according to the event itself. */
const parentSaid = (data: RegionEvent["data"]): RegionId | null | undefined =>
  "parent" in data ? data.parent : undefined;

const unfitIn = (tree: RegionTree, id: RegionId, on: string) => {
  const unit = regionOn(tree, id, on);
  if (unit === undefined) return false;
  const parent = unit.parent === null ? undefined : regionOn(tree, heirOf(tree, unit.parent, on), on);
  const { code, level } = unit;
  return !isLevelUnder(level, parent?.level) && { code, level, parent: parent?.code ?? null };
};

/** The unit, or a child of it, whose level does not fit on the day. */
const unfit = (tree: RegionTree, id: RegionId, on: string) =>
  [id, ...childrenOf(tree, id, on)].map((unit) => unfitIn(tree, unit, on)).find((found) => found !== false);

/** A child that existed before its parent begins for the first time. */
const older = (tree: RegionTree, id: RegionId, on: string) => {
  if (on === "" || unitOf(tree, id)?.[0]?.from !== on) return false;
  const child = onceBelow(tree, id).find((below) =>
    unitOf(tree, below)?.some(
      ({ parent, heirs, from, to }) =>
        parent === id && heirs === null && (from === null || from < on) && (to === null || to >= on),
    ),
  );
  return child !== undefined && { child: codeOf(tree, child, on) };
};

/** A code of the published table whose unit has no records yet; `on` is the day on which the unit is to begin. */
const inTableThen = (tree: RegionTree, id: RegionId, on: string): boolean =>
  isPublished(id) && !isChanged(tree, id) && on > source.asOf;

/** Changes of the region tree (行政区划调整); the state is the tree. */
export const regionCategory: Category<RegionTree, RegionEvent> = {
  catalogue: region,
  meaning: regionMeaning,
  idOf: () => "cn",
  reads: () => ({}),
  always: {
    REGION_EXISTS: when("RegionOpened", (tree, { id, code, on }) => {
      const isThere = isChanged(tree, id) && regionOn(tree, id, on ?? "") !== undefined;
      return (isThere || inTableThen(tree, id, on ?? "")) && { code, on };
    }),
    REGION_CODE_TAKEN: when("RegionRecoded", (tree, { id, onto, newCode, on }) => {
      if (onto === undefined || onto === id) return false;
      const isThere = isChanged(tree, onto) && regionOn(tree, onto, on) !== undefined;
      // Two units of the published table cannot be the same unit.
      const areTwo = isPublished(id) && isPublished(onto);
      return (isThere || areTwo || inTableThen(tree, onto, on)) && { code: newCode, on };
    }),
    REGION_NOT_IN_FORCE: when(
      [
        "RegionMerged",
        "RegionRecoded",
        "RegionRenamed",
        "RegionMoved",
        "BackdatingPeriodSet",
        "RateDefinedLocally",
        "LocalDefinitionEnded",
      ],
      (tree, { id }, _known, { on }) => missing(tree, id, on),
    ),
    REGION_INTO_ITSELF: (tree, { on, event: { type, data } }) => {
      if (type === "RegionMerged") return data.into.includes(data.id) && { code: codeOf(tree, data.id, on) };
      if (type === "RegionMoved") return data.parent === data.id && { code: codeOf(tree, data.id, on) };
      return type === "RegionRecoded" && codeOf(tree, data.id, on) === data.newCode && { code: data.newCode };
    },
    OPTION_INVALID: when("RateDefinedLocally", (_tree, { rate, options }) => {
      const [issue] = rateOptions[rate].safeParse(options).error?.issues ?? [];
      return issue !== undefined && { rate, at: issue.code === "unrecognized_keys" ? issue.keys : issue.path };
    }),
    NO_LOCAL_DEFINITION: when(
      "LocalDefinitionEnded",
      (tree, { id, rate }, _known, { on }) =>
        !tree.definitions.get(id)?.get(rate)?.at(-1)?.own && { code: codeOf(tree, id, on), rate },
    ),
    REGION_LIES_BELOW: when("RegionMerged", (tree, { id, into, on }) => {
      const below = into.find((heir) => heir !== id && isWithin(tree, heir, id, on));
      return below !== undefined && { code: codeOf(tree, id, on), into: codeOf(tree, below, on) };
    }),
  },
  atDayEnd: {
    REGION_CODE_TAKEN: (tree, { on, event: { type, data } }) => {
      const code = type === "RegionOpened" ? data.code : type === "RegionRecoded" ? data.newCode : undefined;
      return code !== undefined && unitsAt(tree, code, on).length > 1 && { code, on };
    },
    REGION_NOT_IN_FORCE: (tree, { on, event: { type, data } }) => {
      const parent = parentSaid(data);
      const needed = type === "RegionMerged" ? data.into : parent ? [parent] : [];
      return needed.map((id) => missing(tree, id, on)).find((found) => found !== false);
    },
    REGION_LIES_BELOW: when(["RegionOpened", "RegionRecoded", "RegionMoved"], (tree, data, _known, { on }) => {
      const { id, parent } = data;
      const isBelow = parent !== null && parent !== undefined && parent !== id && isWithin(tree, parent, id, on);
      return isBelow && { code: codeOf(tree, id, on), parent: codeOf(tree, parent, on) };
    }),
    LEVEL_MISMATCH: (tree, { on, event: { type, data } }) => {
      if (type === "RegionMerged") return data.into[0] !== undefined && unfit(tree, data.into[0], on);
      if (type === "RegionRecoded") return unfit(tree, data.onto ?? data.id, on);
      return (type === "RegionOpened" || type === "RegionMoved") && unfit(tree, data.id, on);
    },
    CHILDREN_BEFORE_PARENT: when("RegionOpened", (tree, { id }, _known, { on }) => older(tree, id, on)),
  },
  now: {},
  refusals: regionRefusals,
  mirrors: () => [],
};
