import { relatedBy, relations } from "./scope.ts";
import type { Table } from "./table.ts";

const list = (names: readonly string[]): string => names.join(", ");

const createIndexes = ({ name, unique = [], indexes, scope }: Table): readonly string[] => {
  const unlike = new Map(
    [...indexes, ...relatedBy(scope).map(({ column }) => [column])].map((columns) => [list(columns), columns]),
  );
  // An index that another one begins with finds nothing more than that one does.
  const needed = [...unlike.keys()].filter((one) => ![...unlike.keys()].some((other) => other.startsWith(`${one}, `)));
  return [
    ...unique.map((columns) => `create unique index on ${name} (${list(columns)});`),
    ...needed.map((columns) => `create index on ${name} (${columns});`),
  ];
};

/** Creates the table and its indexes in the first schema of the search path. */
export const createTable = (declared: Table): string => {
  const columns = Object.entries(declared.columns).map(
    ([column, { type, isOptional }]) => `  ${column} ${type}${isOptional ? "" : " not null"}`,
  );
  return [`create table ${declared.name} (\n${columns.join(",\n")}\n);`, ...createIndexes(declared)].join("\n");
};

/** `tables`: the schema of the tables and of the relations' views. */
type In = { readonly tables: string };

const view = (name: string, { tables }: In, { name: table, columns }: Table): string =>
  `create view ${name} as select ${list(Object.keys(columns).map((column) => `t.${column}`))} from "${tables}".${table} t`;

/**
 * Creates the views in which readers see the table; none for an internal one. "exists", so that the planner may either
 * look up one subject or gather them all, whichever is less work.
 */
export const createViews = (declared: Table, where: In): string => {
  const { name, scope, aggregates } = declared;
  const related = relatedBy(scope).map(({ relation, column }) => {
    const { view, key } = relations[relation];
    return `exists (select from "${where.tables}".${view} mine where mine.${key} = t.${column})`;
  });
  const condition = related.length === 0 ? "" : ` where ${related.join(" or ")}`;
  return [
    scope === "internal" ? "" : `${view(name, where, declared)}${condition};`,
    aggregates === undefined ? "" : `${view(aggregates, where, declared)};`,
  ].join("\n");
};
