import { readFileSync } from "node:fs";
import { tables } from "../tables/index.ts";
import { createTable, createViews } from "./ddl.ts";

const file = (name: string): string => readFileSync(new URL(`../tables/${name}.sql`, import.meta.url), "utf8");

/** Views of `access.sql` that readers have beside those of the tables: what is theirs, and names of others' schools and groups. */
const shown = ["school_in_scope", "group_in_scope", "proposal_in_scope", "member_school", "proposing_group"];

export type Schemas = { readonly tables: string; readonly views: string };

/**
 * Creates everything: tables, and views of relations to them, in one schema, which readers may not enter; and in another
 * one, which they may, the views that the tables' scopes ask for. The functions of the region tree read these views, so
 * that they need no more rights than whoever calls them.
 */
export const ddl = (schemas: Schemas): string =>
  [
    `create schema if not exists "${schemas.tables}"; set local search_path = "${schemas.tables}";`,
    file("checkpoint"),
    ...tables.map(createTable),
    file("access"),
    // The tables may have been dropped alone, to be built again.
    `drop schema if exists "${schemas.views}" cascade; create schema "${schemas.views}"; set local search_path = "${schemas.views}";`,
    ...tables.map((table) => createViews(table, schemas)),
    ...shown.map((name) => `create view ${name} as select * from "${schemas.tables}".${name};`),
    `set local search_path = "${schemas.views}", "${schemas.tables}";`,
    file("territory"),
  ].join("\n");
