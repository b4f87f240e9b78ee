import type { RecordOf } from "@lianxiao/events";
import type { Message, StreamEvent } from "@lianxiao/kernel";
import type { RegionTree } from "@lianxiao/regions";
import type { z } from "zod";
import type { Targets } from "./object.ts";
import type { Action } from "./permissions.ts";
import type { Words } from "./problem.ts";
import type { Category, Known } from "./rules.ts";
import type { Timeline } from "./subject.ts";

/** What a route may look at when it says whom its command is about and what it records. */
export type Asking<State, E extends Message, Body> = {
  readonly id: string;
  readonly body: Body;
  /** The command's own subject; of one that is being created, nothing is recorded yet. */
  readonly own: Timeline<State, E>;
  /** The same as the store holds it, with metadata. */
  readonly history: readonly StreamEvent[];
  readonly tree: RegionTree;
  readonly today: string;
  /** From which follow the ids of what it creates. */
  readonly commandId: string;
};

/** One command of the API, declared: everything that is not said here is the same for all. */
export type Route<State, E extends Message, Body, R extends object> = {
  readonly summary: Words;
  readonly body: z.ZodType<Body>;
  /** Begins a subject, whose id comes from the command's. */
  readonly creates?: boolean;
  /** The row of the permission table. */
  readonly action: Action;
  /** What the command touches, under the names of that row. */
  readonly targets: (asking: Asking<State, E, Body>) => Targets;
  /** Other subjects that `says` needs, read in parallel. */
  readonly reads?: (asking: Asking<State, E, Body>) => R;
  readonly says: (asking: Asking<State, E, Body> & { readonly known: Known<R> }) => readonly RecordOf<E>[];
  /** The account that must not be the caller's: who proposes does not approve. */
  readonly proposer?: (asking: Asking<State, E, Body>) => string | undefined;
};

/** A route whose body and reads are known only to itself. */
export type AnyRoute<State, E extends Message> = Route<State, E, never, object>;

/** Declares the routes of one category; ties each body's schema to what its functions receive. */
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
