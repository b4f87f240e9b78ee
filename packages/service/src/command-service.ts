import { type Clock, connectEventStore, failpoints, hotStreams } from "@lianxiao/kernel";
import type { CommandContext } from "./command-router.ts";
import { readConfig } from "./config.ts";
import { discoverJwks } from "./discovery.ts";
import { createApp, docsRouter, endApp, healthRouter } from "./http.ts";
import { serve } from "./listen.ts";
import { openApiDocument } from "./openapi.ts";
import { authenticator } from "./principal.ts";
import { regionTree } from "./regions.ts";
import { refusalsOf, routersOf, type Service, startReactions } from "./service.ts";
import { subjectPrefixes } from "./subject.ts";
import { createLog } from "./telemetry.ts";
import { watchWrites } from "./writing.ts";

type Surroundings = { readonly environment: NodeJS.ProcessEnv; readonly clock: Clock; readonly crash: () => never };

/**
 * Starts one command service as a separate process; requires EVENTSTORE_URL and OIDC_ISSUER. Resolves once it listens,
 * with its URL and a function that stops it.
 */
export const startCommandService = async (
  service: Service,
  { environment, clock, crash }: Surroundings,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const config = readConfig(environment, ["EVENTSTORE_URL", "OIDC_ISSUER"]);
  const log = createLog(service.name, config.LIANXIAO_LOG);
  const writes = watchWrites(connectEventStore(config.EVENTSTORE_URL), clock);
  const store = hotStreams(writes.store);
  const jwksUrl = config.OIDC_JWKS_URL ?? (await discoverJwks(config.OIDC_ISSUER));
  const authenticate = authenticator({ issuer: config.OIDC_ISSUER, audience: config.OIDC_AUDIENCE, jwksUrl, clock });
  const failpoint = failpoints(config.LIANXIAO_FAILPOINTS, crash);
  const context: CommandContext = { store, regions: regionTree(store), authenticate, clock, log, failpoint };
  const app = createApp();
  for (const router of routersOf(service, context)) app.use(router);
  app.use(docsRouter(openApiDocument([service])));
  const stopping = new AbortController();
  const { signal } = stopping;
  const failed = (error: unknown) => log.warn({ error: String(error) }, "following what other processes write again");
  const others = await store.followOthers({ prefixes: subjectPrefixes, signal, failed });
  const running = startReactions([service], { ...context, process: service.name, signal });
  app.use(healthRouter({ eventStore: writes.readiness, reactions: running.readiness }));
  // The log of an earlier version lacks claims, which the reactions write first: an old school's code is not free.
  await running.caughtUp({ waiting: false });
  const serving = await serve(endApp(app, refusalsOf([service]), log), { port: config.PORT, host: config.HOST });
  const close = async () => {
    stopping.abort();
    await serving.drain();
    await Promise.allSettled([running.done, others.done]);
    await store.close();
  };
  return { url: serving.url, close };
};
