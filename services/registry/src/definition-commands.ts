import { ChosenOptions, newlyEffective, RateName, RegionCode, RequiredNote } from "@lianxiao/events";
import { aRegion, routesOf } from "@lianxiao/service";
import { z } from "zod";
import { regionCategory } from "./region.ts";
import { named } from "./region-named.ts";

const route = routesOf(regionCategory);

const which = { code: RegionCode, rate: RateName };

const Definition = z.strictObject({
  ...which,
  options: ChosenOptions.meta({
    description: "口径选项，未写的取缺省值。Options of the rate; those not named keep their defaults.",
    example: { includeTeachingPoints: true },
  }),
  text: RequiredNote.meta({
    description: "口径说明。The definition in words.",
    example: "教学点计入",
  }),
  ...newlyEffective,
});

/** Definitions of rates of a region's own (地方口径). */
export const definitionRoutes = {
  "define-rate": route({
    summary: [
      "规定地方口径，亦适用于未另行规定的下级",
      "Define a rate for a region, and for those below it without a definition of their own",
    ],
    body: Definition,
    action: "define-rate",
    targets: ({ body, own: { latest: tree } }) => ({ region: aRegion(named(tree, body)) }),
    says: ({ body: { code, ...said }, own: { latest: tree } }) => [
      { type: "RateDefinedLocally", data: { ...said, id: named(tree, { code, on: said.on }) } },
    ],
  }),
  "end-definition": route({
    summary: ["终止地方口径", "End a region's own definition of a rate"],
    body: z.strictObject({ ...which, ...newlyEffective }),
    action: "define-rate",
    targets: ({ body, own: { latest: tree } }) => ({ region: aRegion(named(tree, body)) }),
    says: ({ body: { code, ...said }, own: { latest: tree } }) => [
      { type: "LocalDefinitionEnded", data: { ...said, id: named(tree, { code, on: said.on }) } },
    ],
  }),
};
