import { type Clock, connectEventStore, failpoints, hotStreams } from "@lianxiao/kernel";
import type { CommandContext } from "./command-router.ts";
import { readConfig } from "./config.ts";
import { discoverJwks } from "./discovery.ts";
import { createApp, docsRouter, drain, endApp, healthRouter, listen } from "./http.ts";
import { openApiDocument } from "./openapi.ts";
import { authenticator } from "./principal.ts";
import { regionTree } from "./regions.ts";
import { refusalsOf, routersOf, type Service, startReactions } from "./service.ts";
import { createLog } from "./telemetry.ts";

type Surroundings = { readonly environment: NodeJS.ProcessEnv; readonly clock: Clock; readonly crash: () => never };

/** One command service as a process of its own: needs EVENTSTORE_URL and OIDC_ISSUER. Resolves with what stops it. */
export const startCommandService = async (
  service: Service,
  { environment, clock, crash }: Surroundings,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> => {
  const config = readConfig(environment, ["EVENTSTORE_URL", "OIDC_ISSUER"]);
  const log = createLog(service.name, config.LIANXIAO_LOG);
  const store = hotStreams(connectEventStore(config.EVENTSTORE_URL));
  const jwksUrl = config.OIDC_JWKS_URL ?? (await discoverJwks(config.OIDC_ISSUER));
  const authenticate = authenticator({ issuer: config.OIDC_ISSUER, audience: config.OIDC_AUDIENCE, jwksUrl, clock });
  const failpoint = failpoints(config.LIANXIAO_FAILPOINTS, crash);
  const context: CommandContext = { store, regions: regionTree(store), authenticate, clock, log, failpoint };
  const app = createApp();
  for (const router of routersOf(service, context)) app.use(router);
  app.use(docsRouter(openApiDocument([service])));
  const stopping = new AbortController();
  const running = startReactions([service], { ...context, process: service.name, signal: stopping.signal });
  app.use(
    healthRouter({
      eventStore: async () => ({ ready: true, head: String((await store.head())?.position ?? "") }),
      reactions: running.readiness,
    }),
  );
  const server = await listen(endApp(app, refusalsOf([service]), log), config.PORT);
  const close = async () => {
    stopping.abort();
    await drain(server);
    await running.done;
    await store.close();
  };
  return { url: `http://localhost:${config.PORT}`, close };
};
