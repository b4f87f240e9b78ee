import type { Table } from "../schema/table.ts";
import type { TimelineTable } from "../timeline/table.ts";
import { administration } from "./administration.ts";
import { annualReturn } from "./annual-return.ts";
import { campus } from "./campus.ts";
import { localDefinition } from "./local-definition.ts";
import { history, moment } from "./log.ts";
import { membership } from "./membership.ts";
import { membershipProposal } from "./membership-proposal.ts";
import { region } from "./region.ts";
import { regionPath } from "./region-path.ts";
import { regionSet } from "./region-set.ts";
import { school } from "./school.ts";
import { schoolGroup } from "./school-group.ts";

/** The tables that follow from the timelines of their subjects. */
export const timelineTables: readonly TimelineTable[] = [
  region,
  regionPath,
  regionSet,
  localDefinition,
  school,
  administration,
  campus,
  annualReturn,
  schoolGroup,
  membership,
  membershipProposal,
];

/** All tables but the checkpoint, which no view shows. */
export const tables: readonly Table[] = [...timelineTables, history, moment];

/** The stream prefixes of the events that the tables use. */
export const prefixes: readonly string[] = [...new Set(timelineTables.map(({ meaning }) => `${meaning.category}-`))];
