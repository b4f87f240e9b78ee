import type { Clock } from "@lianxiao/kernel";
import { checkpoint, connect } from "@lianxiao/read-model";
import {
  authenticator,
  createApp,
  createLog,
  discoverJwks,
  endApp,
  healthRouter,
  readConfig,
  serve,
} from "@lianxiao/service";
import { createGateway } from "./gateway.ts";

type Surroundings = { readonly environment: NodeJS.ProcessEnv; readonly clock: Clock };

/** The gateway as a process of its own: needs DATABASE_URL and OIDC_ISSUER. Resolves with what stops it. */
export const startGateway = async ({ environment, clock }: Surroundings) => {
  const config = readConfig(environment, ["DATABASE_URL", "OIDC_ISSUER"]);
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, PORT: port, HOST: host } = config;
  const log = createLog("gateway", config.LIANXIAO_LOG);
  const jwksUrl = config.OIDC_JWKS_URL ?? (await discoverJwks(issuer));
  const authenticate = authenticator({ issuer, audience, jwksUrl, clock });
  const database = connect(config.DATABASE_URL);
  const gateway = await createGateway({ database, clock, authenticate, log });
  const app = createApp();
  // Ready when there is a read model of this version to ask.
  app.use(
    healthRouter({ readModel: async () => ({ ready: true, position: `${(await checkpoint(database)) ?? ""}` }) }),
  );
  app.use(gateway.router);
  const serving = await serve(endApp(app, {}, log), { port, host });
  const close = async () => {
    await serving.drain();
    await gateway.close();
    await database.close();
  };
  return { url: serving.url, close };
};
