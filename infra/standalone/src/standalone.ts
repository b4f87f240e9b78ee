import { createGateway } from "@lianxiao/gateway";
import { createIssuer } from "@lianxiao/issuer";
import { type Clock, connectEventStore, failpoints, hotStreams } from "@lianxiao/kernel";
import { createProjector } from "@lianxiao/projector";
import { connect } from "@lianxiao/read-model";
import {
  authenticator,
  type Config,
  createApp,
  createLog,
  discoverJwks,
  docsRouter,
  drain,
  endApp,
  healthRouter,
  lifecycle,
  listen,
  openApiDocument,
  refusalsOf,
  regionTree,
  routersOf,
  Stopped,
  startReactions,
} from "@lianxiao/service";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { loadDemoOnce } from "./demo-once.ts";
import { reachable } from "./reachable.ts";
import { services } from "./services.ts";
import { openStores } from "./stores.ts";

export type Standalone = { readonly url: string; readonly close: () => Promise<void> };

type Options = {
  readonly config: Config & { readonly LIANXIAO_DATA: string };
  readonly clock: Clock;
  readonly empty: boolean;
  readonly say: (line: string) => void;
  readonly crash: () => never;
  /** Aborting stops what runs, also in the middle of the start, which then rejects with Stopped. */
  readonly stop?: AbortSignal;
};

/** Every service in this process, on one public port. Rejects with one sentence when a part cannot start. */
export const createStandalone = async (options: Options): Promise<Standalone> => {
  const parts = lifecycle((name, error) => options.say(`${name}: ${String(error)}`));
  options.stop?.addEventListener("abort", () => void parts.close(), { once: true });
  try {
    return await start(options, parts);
  } catch (error) {
    await parts.close();
    // Whatever broke off because its parts were being closed, the cause is the stop.
    throw options.stop?.aborted ? new Stopped("Told to stop while starting.", { cause: error }) : error;
  }
};

const start = async (
  { config, clock, empty, say, crash }: Options,
  parts: ReturnType<typeof lifecycle>,
): Promise<Standalone> => {
  const log = createLog("lianxiao", config.LIANXIAO_LOG);
  const folder = await openDataFolder(config.LIANXIAO_DATA);
  // The port first: a busy one is told before anything else has been started.
  const app = createApp();
  const server = parts.open("HTTP", await listen(app, config.PORT), (part) => drain(part, 0));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : config.PORT;
  const url = `http://localhost:${port}`;
  const stores = await openStores(config, { folder, open: parts.open, say, now: () => clock().getTime() });
  const client = connectEventStore(stores.eventStoreUrl);
  const store = parts.open("event store client", hotStreams(client), (part) => part.close());
  const database = parts.open("database client", await connect(stores.databaseUrl), (part) => part.close());
  await reachable({ store, ...stores }, { database, ...stores });
  const identity = await identityOf(config, { folder, port, clock });
  if (identity.router) app.use(identity.router);
  const failpoint = failpoints(config.LIANXIAO_FAILPOINTS, crash);
  const following = parts.open("followers", new AbortController(), async (part) => part.abort());
  const projector = createProjector({ store, database, failpoint, log, signal: following.signal });
  const reactions = startReactions(services, {
    store,
    log,
    failpoint,
    process: "standalone",
    signal: following.signal,
  });
  parts.open("followers' end", following, async (part) => {
    part.abort();
    await Promise.allSettled([projector.done, reactions.done]);
  });
  const context = {
    store,
    regions: regionTree(store),
    authenticate: identity.authenticate,
    clock,
    log,
    failpoint,
  };
  for (const router of services.flatMap((service) => routersOf(service, context))) app.use(router);
  app.use(docsRouter(openApiDocument(services)));
  app.use(
    healthRouter({
      projector: projector.readiness,
      reactions: reactions.readiness,
      eventStore: async () => ({ ready: true, head: String((await store.head())?.position ?? "") }),
    }),
  );
  const gateway = parts.open(
    "gateway",
    await createGateway({ database, clock, authenticate: identity.authenticate, log }),
    (part) => part.close(),
  );
  app.use(gateway.router);
  endApp(app, refusalsOf(services), log);
  // The first to go at the stop: what is under way still finds every part it needs.
  parts.open("HTTP requests", server, (part) => drain(part));
  await folder.running.write(JSON.stringify({ pid: process.pid, ...stores }));
  parts.open("running note", folder.running, (note) => note.remove());
  if (!empty && identity.router) await loadDemoOnce({ baseUrl: url, folder, store, recordAt: stores.recordAt, say });
  await projector.caughtUp();
  return { url, close: parts.close };
};

/** The issuer of the environment, or our own for development, which does not exist in production. */
const identityOf = async (
  config: Config,
  { folder, port, clock }: { readonly folder: DataFolder; readonly port: number; readonly clock: Clock },
) => {
  const audience = config.OIDC_AUDIENCE;
  if (config.OIDC_ISSUER === undefined) {
    const issuerUrl = `http://localhost:${port}/oidc`;
    const { router, jwksUrl } = await createIssuer({ issuerUrl, dataDir: folder.issuer, audience });
    return { router, authenticate: authenticator({ issuer: issuerUrl, audience, jwksUrl, clock }) };
  }
  const jwksUrl = config.OIDC_JWKS_URL ?? (await discoverJwks(config.OIDC_ISSUER));
  return { router: undefined, authenticate: authenticator({ issuer: config.OIDC_ISSUER, audience, jwksUrl, clock }) };
};
