import type { Words } from "@lianxiao/events";
import { type EventStore, type Message, Refusal } from "@lianxiao/kernel";
import type { Router } from "express";
import { type CommandContext, commandRouter, type Serving } from "./command-router.ts";
import { type Keeper, keeperOf } from "./keeper.ts";
import { permissions } from "./permissions.ts";
import { Problem, type Refusals } from "./problem.ts";
import { parkingOf } from "./reactions/parking.ts";
import type { Reaction } from "./reactions/reaction.ts";
import { refusalsOf as handledRefusals } from "./reactions/refusals.ts";
import { type RunningReactions, runReactions } from "./reactions/runner.ts";
import type { CommandTable, DocumentedRoute } from "./route.ts";
import { commonRefusals } from "./rules.ts";
import { settling } from "./settle.ts";
import type { Log } from "./telemetry.ts";

/** A category's commands, with the types of its state and events erased. */
export type ServedTable = {
  readonly category: string;
  readonly title: Words;
  readonly routes: Readonly<Record<string, DocumentedRoute>>;
  readonly refusals: Refusals;
  readonly keeper: Keeper;
  readonly reactions: readonly Reaction<Job>[];
  readonly router: (serving: Serving) => Router;
};

/** One command service. Routers, documentation, proxies and tests are derived from it. */
export type Service = {
  readonly name: string;
  readonly tables: readonly ServedTable[];
  /** Reactions in addition to those that every category has. */
  readonly reactions?: readonly Reaction<Job>[];
};

/** The work that a reaction asks for; idempotent. */
export type Job = (ports: JobPorts) => Promise<unknown>;
export type JobPorts = {
  readonly store: EventStore;
  readonly keepers: ReadonlyMap<string, Keeper>;
  /** The metadata for what the job records: caused by the event that was reacted to. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Aborts when the process stops; the next process then handles the event again. */
  readonly signal: AbortSignal;
  readonly log: Pick<Log, "warn">;
};

/** Throws if a route's action has no row in the permission table, so that the process does not start. */
export const served = <State, E extends Message, R extends object>(table: CommandTable<State, E, R>): ServedTable => {
  const { category } = table.category.catalogue;
  for (const [name, { action }] of Object.entries(table.routes))
    if (!Object.hasOwn(permissions, action))
      throw new Error(`${category}/${name}: "${action}" is no row of permissions.ts.`);
  return {
    category,
    title: table.title,
    routes: table.routes,
    refusals: table.category.refusals,
    keeper: keeperOf(table.category),
    reactions: settling(table.category),
    router: (serving) => commandRouter(table, serving),
  };
};

/** The routers of a service. They share its keepers, because its categories may mirror events into each other. */
export const routersOf = (service: Service, context: CommandContext): readonly Router[] => {
  const keepers = keepersOf([service]);
  return service.tables.map(({ router }) => router({ ...context, keepers }));
};

/** Keepers of all categories of these services. */
export const keepersOf = (services: readonly Service[]): ReadonlyMap<string, Keeper> =>
  new Map(services.flatMap(({ tables }) => tables.map(({ category, keeper }) => [category, keeper])));

const reactionsOf = (services: readonly Service[]): readonly Reaction<Job>[] =>
  services.flatMap(({ tables, reactions = [] }) => [...tables.flatMap((table) => table.reactions), ...reactions]);

/** What needs an operator: the parked streams and the unresolved refusals of each reaction. */
export const waitingForOperator = (store: EventStore, services: readonly Service[]) =>
  Promise.all(
    reactionsOf(services).map(async ({ name: reaction }) => ({
      reaction,
      parked: await parkingOf(store, reaction).all(),
      refused: await handledRefusals(store, reaction).open(),
    })),
  );

/** Runs the reactions of these services under the checkpoint of the named process, until `signal` aborts. */
export const startReactions = (
  services: readonly Service[],
  {
    process,
    signal,
    ...context
  }: Pick<CommandContext, "store" | "log" | "failpoint"> & {
    readonly process: string;
    readonly signal: AbortSignal;
  },
): RunningReactions =>
  runReactions<Job>({
    ...context,
    process,
    signal,
    reactions: reactionsOf(services),
    dispatch: ({ id, command, reaction, cause }) =>
      command({
        store: context.store,
        keepers: keepersOf(services),
        log: context.log,
        signal,
        metadata: {
          commandId: id,
          bodyHash: "",
          actor: { subject: `reaction:${reaction}`, role: "service" },
          $correlationId: String(cause.metadata.$correlationId ?? id),
          $causationId: cause.id,
        },
      }),
    isAnswer: (error) => error instanceof Refusal || error instanceof Problem,
  });

/** The words of all refusals of these services. */
export const refusalsOf = (services: readonly Service[]): Refusals =>
  Object.assign({}, commonRefusals, ...services.flatMap(({ tables }) => tables.map(({ refusals }) => refusals)));
