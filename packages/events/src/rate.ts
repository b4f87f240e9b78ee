import { z } from "zod";
import { GroupKind } from "./vocabulary.ts";
import { enumOf } from "./words.ts";

/** 指标: the rates that commands and definitions speak of. */
export const RateName = enumOf(["指标", "Rate"], {
  GROUP: ["集团化覆盖率", "Schools in groups"],
  ZONE: ["学区化覆盖率", "Schools in zones"],
  TIGHT: ["紧密型集团覆盖率", "Schools that are tight members of groups"],
});
export type RateName = z.infer<typeof RateName>;

const includeTeachingPoints = z.boolean().default(false).meta({
  description: "教学点计为学校（小学段）。Teaching points count as schools, of the primary stage.",
});

const accepted = { description: "计入的集团形式。The forms of group that count." };
const zones = GroupKind.extract(["ZONE", "GREATER_ZONE"]);

const kinds = z
  .array(GroupKind)
  .min(1)
  .default(GroupKind.options.filter((kind) => kind !== "TWO_CAMPUSES"))
  .meta(accepted);

/** The options (口径选项) of each rate: what a question or a local definition may choose; each has a default. */
export const rateOptions = {
  GROUP: z.strictObject({ includeTeachingPoints, kinds }),
  ZONE: z.strictObject({
    includeTeachingPoints,
    kinds: z
      .array(zones)
      .min(1)
      .default([...zones.options])
      .meta(accepted),
  }),
  TIGHT: z.strictObject({ includeTeachingPoints, kinds }),
} as const satisfies Readonly<Record<RateName, z.ZodObject>>;

/** Options that were chosen, as events have them; commands are held to `rateOptions`. */
export const ChosenOptions = z.record(z.string(), z.union([z.boolean(), z.int(), z.array(z.string())]));
export type ChosenOptions = z.infer<typeof ChosenOptions>;
