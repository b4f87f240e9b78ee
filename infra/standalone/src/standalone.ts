import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
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
  endApp,
  frontDoor,
  healthRouter,
  lifecycle,
  openApiDocument,
  refusalsOf,
  regionTree,
  routersOf,
  Stopped,
  serve,
  startReactions,
  subjectPrefixes,
  watchWrites,
} from "@lianxiao/service";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { loadDemoOnce } from "./demo-once.ts";
import { withDisk } from "./disk.ts";
import { refuseExposedIssuer } from "./exposed-issuer.ts";
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
  /** Aborting stops the system. During the start, the start then rejects with Stopped. */
  readonly stop?: AbortSignal;
};

/** Every service in this process, on one public port. Rejects with one sentence when a part cannot start. */
export const createStandalone = async (options: Options): Promise<Standalone> => {
  const parts = lifecycle((name, error) => options.say(`${name}: ${String(error)}`));
  options.stop?.addEventListener("abort", () => void parts.close(), { once: true });
  try {
    return await Promise.race([start(options, parts), longStopped(options.stop)]);
  } catch (error) {
    await parts.close();
    // Errors of parts that were closed during the start are a consequence of the stop.
    throw options.stop?.aborted ? new Stopped("Told to stop while starting.", { cause: error }) : error;
  }
};

const patienceMs = 5_000;

/** A start that hangs, for example on a disk that does not respond, must not delay the stop. */
const longStopped = async (stop = new AbortController().signal): Promise<never> => {
  if (!stop.aborted) await once(stop, "abort");
  await wait(patienceMs);
  throw new Stopped("Told to stop while starting.");
};

const start = async (
  { config, clock, empty, say, crash }: Options,
  parts: ReturnType<typeof lifecycle>,
): Promise<Standalone> => {
  const log = createLog("lianxiao", config.LIANXIAO_LOG);
  await refuseExposedIssuer(config, say);
  const folder = await openDataFolder(config.LIANXIAO_DATA);
  // The port first: a port in use is reported before anything else is started.
  const door = frontDoor();
  const serving = await serve(door.handle, { port: config.PORT, host: config.HOST });
  parts.open("HTTP", serving, (part) => part.drain(0));
  const { url } = serving;
  const stores = await openStores(config, { folder, open: parts.open, say, now: () => clock().getTime() });
  const client = parts.open("event store client", connectEventStore(stores.eventStoreUrl), (part) => part.close());
  const writes = watchWrites(client, clock);
  const store = hotStreams(writes.store);
  const database = parts.open("database client", await connect(stores.databaseUrl), (part) => part.close());
  await reachable({ store, ...stores }, { database, ...stores });
  const identity = await identityOf(config, { folder, url, clock });
  const app = createApp();
  if (identity.router) app.use(identity.router);
  const failpoint = failpoints(config.LIANXIAO_FAILPOINTS, crash);
  const following = parts.open("followers", new AbortController(), async (part) => part.abort());
  const projector = createProjector({ store, database, failpoint, log, signal: following.signal });
  const others = await store.followOthers({
    prefixes: subjectPrefixes,
    signal: following.signal,
    failed: (error) => log.warn({ error: String(error) }, "following what other processes write again"),
  });
  const reactions = startReactions(services, {
    store,
    log,
    failpoint,
    process: "standalone",
    signal: following.signal,
  });
  parts.open("followers' end", following, async (part) => {
    part.abort();
    await Promise.allSettled([projector.done, reactions.done, others.done]);
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
  const eventStore = config.EVENTSTORE_URL ? writes.readiness : withDisk(writes.readiness, folder.events);
  app.use(healthRouter({ projector: projector.readiness, reactions: reactions.readiness, eventStore }));
  const gateway = parts.open(
    "gateway",
    await createGateway({ database, clock, authenticate: identity.authenticate, log }),
    (part) => part.close(),
  );
  app.use(gateway.router);
  // A log of an earlier version lacks claims that the reactions write first: an old school's code must not look free.
  await reactions.caughtUp({ waiting: false });
  door.open(endApp(app, refusalsOf(services), log));
  // Closed first at the stop, so that requests in flight can finish while every other part still runs.
  parts.open("HTTP requests", serving, (part) => part.drain());
  await folder.running.write(JSON.stringify({ pid: process.pid, ...stores }));
  parts.open("running note", folder.running, (note) => note.remove());
  if (!empty && identity.router) await loadDemoOnce({ baseUrl: url, folder, store, recordAt: stores.recordAt, say });
  await projector.caughtUp();
  return { url, close: parts.close };
};

/** The configured issuer, or the embedded development issuer, which is never used in production. */
const identityOf = async (
  config: Config,
  { folder, url, clock }: { readonly folder: DataFolder; readonly url: string; readonly clock: Clock },
) => {
  const audience = config.OIDC_AUDIENCE;
  if (config.OIDC_ISSUER === undefined) {
    const issuerUrl = `${url}/oidc`;
    const open = config.LIANXIAO_DEV_ISSUER === "open";
    const { router, jwksUrl } = await createIssuer({ issuerUrl, dataDir: folder.issuer, audience, open });
    return { router, authenticate: authenticator({ issuer: issuerUrl, audience, jwksUrl, clock }) };
  }
  const jwksUrl = config.OIDC_JWKS_URL ?? (await discoverJwks(config.OIDC_ISSUER));
  return { router: undefined, authenticate: authenticator({ issuer: config.OIDC_ISSUER, audience, jwksUrl, clock }) };
};
