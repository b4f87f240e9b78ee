import { expressMiddleware } from "@as-integrations/express5";
import type { Clock } from "@lianxiao/kernel";
import { type Database, openSnapshot } from "@lianxiao/read-model";
import { type Authenticate, type Log, shanghaiDay } from "@lianxiao/service";
import express, { type RequestHandler, Router } from "express";
import { createApollo } from "./apollo.ts";
import { contextOf, type GatewayContext } from "./context.ts";
import { refusedBefore, soundRequest } from "./graphql-request.ts";
import { rememberLanguage } from "./language.ts";
import { pageRouter } from "./page-router.ts";
import { reading } from "./reading.ts";
import { scopeOf } from "./scope.ts";
import { waitForPosition } from "./wait-for-position.ts";

export type GatewayOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly authenticate: Authenticate;
  readonly log: Log;
  /** How long a request waits for the position that it names. */
  readonly waitMs?: number;
  /** After how long PostgreSQL cancels a statement. */
  readonly statementTimeoutMs?: number;
};

export type Gateway = { readonly router: Router; readonly close: () => Promise<void> };

/** `/graphql` for queries, `/` for people. The database stays the caller's to close. */
export const createGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const apollo = createApollo({ waitMs: 2_000, ...options });
  await apollo.start();
  const router = Router();
  router.use(pageRouter());
  router.get("/graphql", visitorToPage);
  router.use(
    "/graphql",
    rememberLanguage,
    prepare(options),
    express.raw({ type: () => true, limit: "64kb" }),
    soundRequest,
    // `prepare` has put the request's context there.
    expressMiddleware(apollo, { context: async ({ res }) => res.locals.context as GatewayContext }),
  );
  router.use("/graphql", refusedBefore(options.log));
  return { router, close: () => apollo.stop() };
};

/** A person who opens /graphql in a browser finds the query box; there is no second page to keep. */
const visitorToPage: RequestHandler = (request, response, next) => {
  if (request.query["query"] !== undefined || request.accepts(["json", "html"]) !== "html") return next();
  response.redirect(303, "/#query");
};

const prepare =
  ({ database, clock, authenticate, statementTimeoutMs }: GatewayOptions): RequestHandler =>
  async (request, response, next) => {
    response.set("Cache-Control", "no-store");
    const principal = await authenticate(request.headers.authorization);
    const now = clock();
    const today = shanghaiDay(now);
    const waitFor = waitForPosition(request.get("X-Wait-For-Position"));
    const limits = { today, ...(statementTimeoutMs !== undefined && { statementTimeoutMs }) };
    const snapshot = reading(async () => openSnapshot(database, await scopeOf(principal, database, today), limits));
    response.locals.context = contextOf({ principal, now, today, waitFor }, snapshot);
    // Also when the caller hangs up before the answer, which Apollo does not hear of.
    response.once("close", () => void snapshot.end());
    next();
  };
