import type { Message } from "@lianxiao/kernel";
import type { Router } from "express";
import { type CommandContext, commandRouter, type Serving } from "./command-router.ts";
import { type Keeper, keeperOf } from "./keeper.ts";
import type { Refusals, Words } from "./problem.ts";
import type { CommandTable, DocumentedRoute } from "./route.ts";
import { commonRefusals } from "./rules.ts";

/** A category's commands as the process that serves them sees it. */
export type ServedTable = {
  readonly category: string;
  readonly title: Words;
  readonly routes: Readonly<Record<string, DocumentedRoute>>;
  readonly refusals: Refusals;
  readonly keeper: Keeper;
  readonly router: (serving: Serving) => Router;
};

/** One command service: what it serves, and what documents, proxies and tests derive from it. */
export type Service = { readonly name: string; readonly tables: readonly ServedTable[] };

export const served = <State, E extends Message, R extends object>(table: CommandTable<State, E, R>): ServedTable => ({
  category: table.category.catalogue.category,
  title: table.title,
  routes: table.routes,
  refusals: table.category.refusals,
  keeper: keeperOf(table.category),
  router: (serving) => commandRouter(table, serving),
});

/** The routers of a service; its categories may mirror their events into each other. */
export const routersOf = ({ tables }: Service, context: CommandContext): readonly Router[] => {
  const keepers = new Map(tables.map(({ category, keeper }) => [category, keeper]));
  return tables.map(({ router }) => router({ ...context, keepers }));
};

/** The words of every refusal of these services. */
export const refusalsOf = (services: readonly Service[]): Refusals =>
  Object.assign({}, commonRefusals, ...services.flatMap(({ tables }) => tables.map(({ refusals }) => refusals)));
