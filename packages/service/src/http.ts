import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import express, { type Express, Router } from "express";
import helmet from "helmet";
import { Problem, problemHandler, type Refusals } from "./problem.ts";
import type { Log } from "./telemetry.ts";

/** An Express application with the headers and limits that all our processes share. */
export const createApp = (): Express => {
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.set("query parser", "simple");
  // Nothing is loaded from elsewhere and no script is inline; plain HTTP on an intranet must keep working.
  const csp = { useDefaults: true, directives: { "script-src": ["'self'"], "upgrade-insecure-requests": null } };
  app.use(
    helmet({
      contentSecurityPolicy: csp,
      strictTransportSecurity: false,
      crossOriginOpenerPolicy: false,
      originAgentCluster: false,
    }),
  );
  return app;
};

/** The last two handlers of every application: not found, and errors. */
export const endApp = (app: Express, refusals: Refusals, log: Log): Express => {
  app.use(() => {
    throw new Problem("NOT_FOUND");
  });
  app.use(problemHandler(refusals, log));
  return app;
};

/** Whether a part of the process can do its work, with details for the operator. */
export type Readiness = () => Promise<{ readonly ready: boolean } & Readonly<Record<string, unknown>>>;

/** `/healthz`: the process is alive. `/readyz`: all parts are ready, else 503; with the details of each part. */
export const healthRouter = (parts: Readonly<Record<string, Readiness>>): Router => {
  const router = Router();
  router.get("/healthz", (_request, response) => void response.json({ alive: true }));
  router.get("/readyz", async (_request, response) => {
    const told = await Promise.all(
      Object.entries(parts).map(
        async ([name, readiness]) =>
          [name, await readiness().catch((error) => ({ ready: false, error: String(error) }))] as const,
      ),
    );
    const ready = told.every(([, part]) => part.ready);
    response.status(ready ? 200 : 503).json({ ready, ...Object.fromEntries(told) });
  });
  return router;
};

/** `/v1/openapi.json` and its page at `/v1/docs`, served from our own origin: education intranets have no internet. */
export const docsRouter = (document: object): Router => {
  const router = Router();
  router.get("/v1/openapi.json", (_request, response) => void response.json(document));
  // Swagger UI needs inline styles; inline scripts stay forbidden.
  router.use("/v1/docs", (_request, response, next) => {
    response.set(
      "Content-Security-Policy",
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
    );
    next();
  });
  router.get("/v1/docs", (_request, response) => void response.type("html").send(docsPage));
  router.get("/v1/docs/start.js", (_request, response) => void response.type("js").send(docsStart));
  router.use("/v1/docs", express.static(swaggerFiles, { index: false }));
  return router;
};

const swaggerFiles = dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json")));
const docsPage = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>联校 API</title>
<link rel="stylesheet" href="/v1/docs/swagger-ui.css"></head><body><div id="ui"></div>
<script src="/v1/docs/swagger-ui-bundle.js"></script><script src="/v1/docs/start.js"></script></body></html>`;
const docsStart = `SwaggerUIBundle({ url: "/v1/openapi.json", dom_id: "#ui", deepLinking: true, persistAuthorization: true });`;
