import { connectEventStore, failpoints } from "@lianxiao/kernel";
import { connect } from "@lianxiao/read-model";
import { createApp, createLog, endApp, healthRouter, lifecycle, readConfig, serve } from "@lianxiao/service";
import { createProjector } from "./projector.ts";

type Surroundings = { readonly environment: NodeJS.ProcessEnv; readonly crash: () => never };

/** The projector as a process of its own, with its health on PORT. Resolves with what stops it. */
export const startProjector = async ({ environment, crash }: Surroundings) => {
  const config = readConfig(environment, ["EVENTSTORE_URL", "DATABASE_URL"]);
  const log = createLog("projector", config.LIANXIAO_LOG);
  const parts = lifecycle((part, error) => log.error({ part, error: String(error) }, "could not be closed"));
  const store = parts.open("event store", connectEventStore(config.EVENTSTORE_URL), (part) => part.close());
  const database = parts.open("database", connect(config.DATABASE_URL), (part) => part.close());
  const stopping = new AbortController();
  const failpoint = failpoints(config.LIANXIAO_FAILPOINTS, crash);
  const projector = createProjector({ store, database, failpoint, log, signal: stopping.signal });
  parts.open("projector", stopping, async (part) => {
    part.abort();
    await projector.done;
  });
  const app = createApp().use(healthRouter({ projector: projector.readiness }));
  const serving = await serve(endApp(app, {}, log), { port: config.PORT, host: config.HOST });
  parts.open("http", serving, (part) => part.drain());
  return { url: serving.url, close: parts.close };
};
