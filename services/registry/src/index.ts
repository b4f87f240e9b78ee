import { type CommandContext, commandRouter, type DocumentedTable, type Refusals } from "@lianxiao/service";
import { regionRefusals } from "./region.ts";
import { regionTable } from "./region-commands.ts";
import { schoolRefusals } from "./school.ts";
import { schoolTable } from "./school-commands.ts";

export const refusals: Refusals = { ...regionRefusals, ...schoolRefusals };
export const tables: readonly DocumentedTable[] = [regionTable, schoolTable];

/** The register (学校名录): regions, schools, campuses, annual returns. */
export const createRegistry = (context: CommandContext) => [
  commandRouter(regionTable, context),
  commandRouter(schoolTable, context),
];
