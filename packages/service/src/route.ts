import type { RecordOf, Words } from "@lianxiao/events";
import type { Message, StreamEvent } from "@lianxiao/kernel";
import type { RegionTree } from "@lianxiao/regions";
import type { z } from "zod";
import type { Targets } from "./object.ts";
import type { Action } from "./permissions.ts";
import type { Category, Known } from "./rules.ts";
import type { Timeline } from "./subject.ts";

/** The input of a route's functions, which give the command's targets and the records to append. */
export type Asking<State, E extends Message, Body> = {
  readonly id: string;
  readonly body: Body;
  /** The command's own subject; it has no entries if the command creates it. */
  readonly own: Timeline<State, E>;
  /** The stored events of that subject, with metadata. */
  readonly history: readonly StreamEvent[];
  readonly tree: RegionTree;
  readonly today: string;
  /** The ids of subjects that the command creates are derived from it. */
  readonly commandId: string;
};

/** The declaration of one command of the API. Whatever is not declared here is the same for all commands. */
export type Route<State, E extends Message, Body, R extends object> = {
  readonly summary: Words;
  readonly body: z.ZodType<Body>;
  /** Creates a subject, whose id is derived from the command id. */
  readonly creates?: boolean;
  /** The row of the permission table. */
  readonly action: Action;
  /** The command's targets, under the names used in that row. */
  readonly targets: (asking: Asking<State, E, Body>) => Targets;
  /** Other subjects that `says` needs, read in parallel. */
  readonly reads?: (asking: Asking<State, E, Body>) => R;
  readonly says: (asking: Asking<State, E, Body> & { readonly known: Known<R> }) => readonly RecordOf<E>[];
  /** The account that made the proposal: it may not approve it. */
  readonly proposer?: (asking: Asking<State, E, Body>) => string | undefined;
};

/** A route with the types of its body and reads erased. */
export type AnyRoute<State, E extends Message> = Route<State, E, never, object>;

/** Declares the routes of one category; ties the type of each body's schema to the functions that receive it. */
export const routesOf =
  <State, E extends Message, CategoryReads extends object>(_category: Category<State, E, CategoryReads>) =>
  <Body, R extends object = object>(route: Route<State, E, Body, R>): AnyRoute<State, E> =>
    // The body always comes from this route's schema, and `known` from its `reads`.
    route as unknown as AnyRoute<State, E>;

/** A category with its commands by kebab-case name. */
export type CommandTable<State, E extends Message, R extends object> = {
  readonly category: Category<State, E, R>;
  readonly title: Words;
  readonly routes: Readonly<Record<string, AnyRoute<State, E>>>;
};

/** The description of a route for OpenAPI. */
export type DocumentedRoute = {
  readonly summary: Words;
  readonly body: z.ZodType;
  readonly creates?: boolean;
  readonly action: Action;
};
