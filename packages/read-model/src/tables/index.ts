import { readFileSync } from "node:fs";
import type { Table } from "../fact.ts";
import { annualReturn } from "./annual-return.ts";
import { campus } from "./campus.ts";
import { membership } from "./membership.ts";
import { region } from "./region.ts";
import { regionSet } from "./region-set.ts";
import { school } from "./school.ts";
import { schoolGroup } from "./school-group.ts";

/** The fact tables in the order in which a batch is projected onto them. */
export const tables: readonly Table[] = [region, regionSet, school, campus, annualReturn, schoolGroup, membership];

const files = [
  "checkpoint",
  "region",
  "region-set",
  "territory",
  "school",
  "campus",
  "annual-return",
  "school-group",
  "membership",
  "access",
];

/** The whole schema, in order; names are unqualified. */
export const ddl = (): string =>
  files.map((file) => readFileSync(new URL(`${file}.sql`, import.meta.url), "utf8")).join("\n");
