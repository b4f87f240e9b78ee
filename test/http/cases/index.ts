import { services } from "@lianxiao/standalone";
import type { Cases } from "./case.ts";
import { groupCases } from "./group.ts";
import { membershipCases } from "./membership.ts";
import { regionCases } from "./region.ts";
import { schoolCases } from "./school.ts";

/** A case for every command of the product. */
export const cases: Cases = { ...regionCases, ...schoolCases, ...groupCases, ...membershipCases };

/** Every route of every service, by `category/command`. */
export const routes = services.flatMap(({ tables }) =>
  tables.flatMap(({ category, routes: commands }) =>
    Object.entries(commands).map(([name, route]) => ({ name: `${category}/${name}`, ...route })),
  ),
);
