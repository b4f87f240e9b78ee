import { readFileSync } from "node:fs";
import type { AnyTimelineTable } from "../timeline/table.ts";
import { annualReturn } from "./annual-return.ts";
import { campus } from "./campus.ts";
import { localDefinition } from "./local-definition.ts";
import { membership } from "./membership.ts";
import { membershipProposal } from "./membership-proposal.ts";
import { region } from "./region.ts";
import { regionSet } from "./region-set.ts";
import { school } from "./school.ts";
import { schoolGroup } from "./school-group.ts";

/** The tables; each follows from the timelines of its subjects. */
export const timelineTables: readonly AnyTimelineTable[] = [
  region,
  regionSet,
  localDefinition,
  school,
  campus,
  annualReturn,
  schoolGroup,
  membership,
  membershipProposal,
];

/** The stream prefixes of the events that the tables use. */
export const prefixes: readonly string[] = [...new Set(timelineTables.map(({ meaning }) => `${meaning.category}-`))];

const files = [
  "checkpoint",
  "region",
  "region-set",
  "local-definition",
  "territory",
  "history",
  "school",
  "campus",
  "annual-return",
  "school-group",
  "membership",
  "membership-proposal",
  "access",
];

/** The whole schema, in order; names are unqualified. */
export const ddl = (): string =>
  files.map((file) => readFileSync(new URL(`${file}.sql`, import.meta.url), "utf8")).join("\n");
