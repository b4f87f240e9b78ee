import { type Clock, connectEventStore, failpoints } from "@lianxiao/kernel";
import type { Router } from "express";
import type { CommandContext } from "./commands.ts";
import { readConfig } from "./config.ts";
import { discoverJwks } from "./discovery.ts";
import { regionFacts } from "./fact.ts";
import { createApp, docsRouter, endApp, healthRouter } from "./http.ts";
import { serve } from "./listen.ts";
import { type DocumentedTable, openApiDocument } from "./openapi.ts";
import { authenticator } from "./principal.ts";
import type { Refusals } from "./problem.ts";
import { createLog } from "./telemetry.ts";
import { watchWrites } from "./writing.ts";

type CommandService = {
  readonly name: string;
  readonly routers: (context: CommandContext) => readonly Router[];
  readonly tables: readonly DocumentedTable[];
  readonly refusals: Refusals;
  /** Work that goes on beside the requests, such as reactions; ends when `signal` aborts. */
  readonly beside?: (context: CommandContext, signal: AbortSignal) => Promise<unknown>;
};

type Surroundings = { readonly environment: NodeJS.ProcessEnv; readonly clock: Clock; readonly crash: () => never };

/** One command service as a process of its own: needs EVENTSTORE_URL and OIDC_ISSUER. Resolves with what stops it. */
export const startCommandService = async (
  { name, routers, tables, refusals, beside = async () => undefined }: CommandService,
  { environment, clock, crash }: Surroundings,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const config = readConfig(environment, ["EVENTSTORE_URL", "OIDC_ISSUER"]);
  const log = createLog(name, config.LIANXIAO_LOG);
  const writes = watchWrites(connectEventStore(config.EVENTSTORE_URL), clock);
  const { store } = writes;
  const jwksUrl = config.OIDC_JWKS_URL ?? (await discoverJwks(config.OIDC_ISSUER));
  const authenticate = authenticator({ issuer: config.OIDC_ISSUER, audience: config.OIDC_AUDIENCE, jwksUrl });
  const failpoint = failpoints(config.LIANXIAO_FAILPOINTS, crash);
  const context: CommandContext = { store, regions: regionFacts(store), authenticate, clock, log, failpoint };
  const app = createApp();
  for (const router of routers(context)) app.use(router);
  app.use(docsRouter(openApiDocument(tables, refusals)));
  app.use(healthRouter({ eventStore: writes.readiness }));
  const serving = await serve(endApp(app, refusals, log), { port: config.PORT, host: config.HOST });
  const stopping = new AbortController();
  const besides = beside(context, stopping.signal);
  const close = async () => {
    stopping.abort();
    await serving.drain();
    await Promise.allSettled([besides]);
    await store.close();
  };
  return { url: serving.url, close };
};
