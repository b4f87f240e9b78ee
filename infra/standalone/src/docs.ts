import {
  createApp,
  createLog,
  docsRouter,
  endApp,
  healthRouter,
  openApiDocument,
  readConfig,
  run,
  serve,
} from "@lianxiao/service";
import { services } from "./services.ts";

/** The one document of every service's commands, for when they run apart: each of them knows only its own. */
const startDocs = async () => {
  const { PORT: port, HOST: host, LIANXIAO_LOG } = readConfig(process.env);
  const app = createApp();
  app.use(docsRouter(openApiDocument(services)));
  app.use(healthRouter({}));
  const serving = await serve(endApp(app, {}, createLog("docs", LIANXIAO_LOG)), { port, host });
  return { url: serving.url, close: () => serving.drain() };
};

await run(startDocs, console);
