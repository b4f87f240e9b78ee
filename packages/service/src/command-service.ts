import { type Clock, connectEventStore, failpoints } from "@lianxiao/kernel";
import type { Router } from "express";
import type { CommandContext } from "./commands.ts";
import { readConfig } from "./config.ts";
import { discoverJwks } from "./discovery.ts";
import { regionFacts } from "./fact.ts";
import { createApp, docsRouter, drain, endApp, healthRouter, listen } from "./http.ts";
import { type DocumentedTable, openApiDocument } from "./openapi.ts";
import { authenticator } from "./principal.ts";
import type { Refusals } from "./problem.ts";
import type { RunningReactions } from "./reactions/runner.ts";
import { createLog } from "./telemetry.ts";

type CommandService = {
  readonly name: string;
  readonly routers: (context: CommandContext) => readonly Router[];
  readonly tables: readonly DocumentedTable[];
  readonly refusals: Refusals;
  /** Started with the process; they end when `signal` aborts. */
  readonly reactions?: (context: CommandContext, signal: AbortSignal) => Pick<RunningReactions, "done" | "readiness">;
};

type Surroundings = { readonly environment: NodeJS.ProcessEnv; readonly clock: Clock; readonly crash: () => never };

/** One command service as a process of its own: needs EVENTSTORE_URL and OIDC_ISSUER. Resolves with what stops it. */
export const startCommandService = async (
  { name, routers, tables, refusals, reactions }: CommandService,
  { environment, clock, crash }: Surroundings,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const config = readConfig(environment, ["EVENTSTORE_URL", "OIDC_ISSUER"]);
  const log = createLog(name, config.LIANXIAO_LOG);
  const store = connectEventStore(config.EVENTSTORE_URL);
  const jwksUrl = config.OIDC_JWKS_URL ?? (await discoverJwks(config.OIDC_ISSUER));
  const authenticate = authenticator({ issuer: config.OIDC_ISSUER, audience: config.OIDC_AUDIENCE, jwksUrl });
  const failpoint = failpoints(config.LIANXIAO_FAILPOINTS, crash);
  const context: CommandContext = { store, regions: regionFacts(store), authenticate, clock, log, failpoint };
  const app = createApp();
  for (const router of routers(context)) app.use(router);
  app.use(docsRouter(openApiDocument(tables, refusals)));
  const stopping = new AbortController();
  const running = reactions?.(context, stopping.signal);
  app.use(
    healthRouter({
      eventStore: async () => ({ ready: true, head: String((await store.head())?.position ?? "") }),
      ...(running && { reactions: running.readiness }),
    }),
  );
  const server = await listen(endApp(app, refusals, log), config.PORT);
  const close = async () => {
    stopping.abort();
    await drain(server);
    await running?.done;
    await store.close();
  };
  return { url: `http://localhost:${config.PORT}`, close };
};
