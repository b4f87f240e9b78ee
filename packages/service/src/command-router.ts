import { hash } from "node:crypto";
import { type Clock, type EventStore, type Failpoint, type Message, uuidV5 } from "@lianxiao/kernel";
import type { RegionTree } from "@lianxiao/regions";
import express, { type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import { canonicalJson } from "./canonical-json.ts";
import { shanghaiDay } from "./day.ts";
import { execute } from "./execute.ts";
import { jsonBody } from "./json-body.ts";
import type { Keeper } from "./keeper.ts";
import type { Authenticate, Principal } from "./principal.ts";
import { Problem, titleOf } from "./problem.ts";
import type { AnyRoute, CommandTable } from "./route.ts";
import type { Log } from "./telemetry.ts";

export type CommandContext = {
  readonly store: EventStore;
  readonly regions: () => Promise<RegionTree>;
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly log: Log;
  readonly failpoint: Failpoint;
};

export type Serving = CommandContext & { readonly keepers: ReadonlyMap<string, Keeper> };

/** Routes `POST /v1/<category>/<id>/<command>`, or `POST /v1/<category>/<command>` for a command that creates. */
export const commandRouter = <State, E extends Message, R extends object>(
  table: CommandTable<State, E, R>,
  serving: Serving,
): Router => {
  const router = Router();
  const raw = express.raw({ type: () => true, limit: "64kb" });
  const { category } = table.category.catalogue;
  const routes = new Map(Object.entries(table.routes));
  // Looked up by name: with one Express layer per command, each request would be matched against all of them.
  const routed =
    (creates: boolean): RequestHandler =>
    (request, response, next) => {
      const route = routes.get(String(request.params.command));
      if (route === undefined || (route.creates ?? false) !== creates) return next();
      if (request.method === "POST")
        return raw(request, response, (error) =>
          error === undefined ? answer(table, route, { request, response, serving }).catch(next) : next(error),
        );
      response.set("Allow", "POST");
      throw new Problem("METHOD_NOT_ALLOWED");
    };
  router.all(`/v1/${category}/:command`, routed(true));
  router.all(`/v1/${category}/:id/:command`, routed(false));
  return router;
};

const answer = async <State, E extends Message, R extends object>(
  { category }: CommandTable<State, E, R>,
  route: AnyRoute<State, E>,
  { request, response, serving }: { readonly request: Request; readonly response: Response; readonly serving: Serving },
): Promise<void> => {
  const principal = await serving.authenticate(request.get("authorization"));
  const key = idempotencyKey(request);
  const ifRevision = ifMatch(request);
  // routesOf() has tied the route's schema to its functions, which take this schema's output.
  const body = route.body.parse(jsonBody(request), {
    reportInput: true,
    error: (issue) => wordsIn(request)(issue),
  }) as never;
  const commandId = uuidV5("command", principal.subject, key);
  const id = route.creates ? uuidV5(category.catalogue.category, commandId) : idOf(request);
  const handled = await execute(serving, category, route, {
    id,
    body,
    principal,
    metadata: metadataOf({ request, principal, commandId, body }),
    ifRevision,
    today: shanghaiDay(serving.clock()),
  });
  await serving.failpoint("command.before-reply");
  const { stream, revision, position, replayed, events } = handled;
  serving.log.info(
    { command: request.path, stream, position: `${position}`, commandId, subject: principal.subject, replayed },
    "command",
  );
  response.set({
    ETag: `"${revision}"`,
    Position: `${position}`,
    ...(replayed ? { "Idempotent-Replayed": "true" } : {}),
  });
  if (route.creates) response.status(201);
  const warnings = warningsIn(handled.metadata, request);
  response.json({
    id,
    stream,
    revision: `${revision}`,
    position: `${position}`,
    events,
    ...(warnings && { warnings }),
  });
};

const Warnings = z.object({ warnings: z.array(z.object({ code: z.string(), pointer: z.string() })) });

/** The warnings stored with the command, so that a retry gets the same ones. */
const warningsIn = (metadata: unknown, request: Request) =>
  Warnings.safeParse(metadata).data?.warnings.map(({ code, pointer }) => ({
    code,
    pointer,
    title: titleOf(request, code),
  }));

const idOf = (request: Request): string => {
  const id = String(request.params.id);
  if (!/^[\w-]{1,64}$/.test(id)) throw new Problem("NOT_FOUND");
  return id;
};

const words = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError };
const wordsIn = (request: Request) => words[request.acceptsLanguages("zh", "en") === "en" ? "en" : "zh"];

const idempotencyKey = (request: Request): string => {
  const key = request.get("idempotency-key");
  if (key === undefined || key === "") throw new Problem("IDEMPOTENCY_KEY_REQUIRED");
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw new Problem("IDEMPOTENCY_KEY_INVALID");
  return key;
};

const ifMatch = (request: Request): bigint | undefined => {
  const header = request.get("if-match");
  if (header === undefined) return undefined;
  const revision = /^"(\d{1,18})"$/.exec(header)?.[1];
  if (revision === undefined) throw new Problem("IF_MATCH_INVALID");
  return BigInt(revision);
};

const metadataOf = (of: {
  readonly request: Request;
  readonly principal: Principal;
  readonly commandId: string;
  readonly body: unknown;
}) => {
  const { request, principal, commandId, body } = of;
  const { subject, role } = principal;
  const traceparent = request.get("traceparent");
  return {
    commandId,
    // Includes the path: the same key for another school is another request, not a retry. The body is hashed after
    // parsing: neither key order nor defaults written out make it another request.
    bodyHash: hash("sha256", `${request.baseUrl}${request.path}\n${canonicalJson(body)}`),
    actor: {
      subject,
      role,
      ...("region" in principal ? { region: principal.region } : { school: principal.schoolCode }),
    },
    $correlationId: request.get("x-correlation-id")?.slice(0, 100) ?? commandId,
    $causationId: commandId,
    ...(traceparent === undefined ? {} : { traceparent: traceparent.slice(0, 100) }),
  };
};
