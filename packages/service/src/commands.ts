import { createHash } from "node:crypto";
import {
  type Clock,
  type Codec,
  type Decider,
  type EventStore,
  type Failpoint,
  handle,
  type Message,
  rememberKey,
  type Unchanged,
  uuidV5,
} from "@lianxiao/kernel";
import type { RegionTree } from "@lianxiao/regions";
import express, { type Request, type Response, Router } from "express";
import { z } from "zod";
import { shanghaiDay } from "./day.ts";
import { parseJson } from "./json.ts";
import { type Authenticate, type Concern, mayCommand, type Principal } from "./principal.ts";
import { Problem, type Words } from "./problem.ts";
import type { Log } from "./telemetry.ts";

/** What a route entry may read before it decides what the command is and whom it concerns. */
export type Facts = { readonly store: EventStore; readonly regions: () => Promise<RegionTree> };

export type Prepared<Command> = {
  readonly command: Command;
  readonly concern: Concern;
  readonly unchanged?: Unchanged;
};

/** One command of the API: its body, what it must know, whom it concerns. Everything else is the same for all. */
export type Route<Command extends Message> = {
  readonly summary: Words;
  readonly body: z.ZodType;
  /** A command that begins a stream: the id its body or its command id gives. */
  readonly creates?: (body: never, commandId: string) => string;
  /** The new id comes from the body alone, so that the same thing cannot be created twice. */
  readonly namedByBody?: boolean;
  readonly mustExist?: boolean;
  readonly prepare: (request: {
    readonly id: string;
    readonly body: never;
    readonly facts: Facts;
  }) => Promise<Prepared<Command>>;
};

/** Ties the body's schema to what `creates` and `prepare` receive. */
export const route = <Body extends z.ZodType, Command extends Message>(entry: {
  readonly summary: Words;
  readonly body: Body;
  readonly creates?: (body: z.output<Body>, commandId: string) => string;
  readonly namedByBody?: boolean;
  readonly mustExist?: boolean;
  readonly prepare: (request: {
    readonly id: string;
    readonly body: z.output<Body>;
    readonly facts: Facts;
  }) => Promise<Prepared<Command>>;
}): Route<Command> => entry;

/** A category's decider, its events and its commands by kebab-case name. */
export type CommandTable<State, Command extends Message, Event extends Message> = {
  readonly decider: Decider<State, Command, Event>;
  readonly codec: Codec<Event>;
  readonly title: Words;
  readonly routes: Readonly<Record<string, Route<Command>>>;
};

export type CommandContext = Facts & {
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  readonly log: Log;
  readonly failpoint: Failpoint;
};

/** `POST /v1/<category>/<id>/<command>`, or `POST /v1/<category>/<command>` for one that creates. */
export const commandRouter = <State, Command extends Message, Event extends Message>(
  table: CommandTable<State, Command, Event>,
  context: CommandContext,
): Router => {
  const router = Router();
  const raw = express.raw({ type: () => true, limit: "64kb" });
  for (const [name, entry] of Object.entries(table.routes)) {
    const path = entry.creates ? `/v1/${table.decider.category}/${name}` : `/v1/${table.decider.category}/:id/${name}`;
    router.post(path, raw, (request, response) => answer(table, entry, { request, response, context }));
    router.all(path, (_request, response) => {
      response.set("Allow", "POST");
      throw new Problem("METHOD_NOT_ALLOWED");
    });
  }
  return router;
};

const answer = async <State, Command extends Message, Event extends Message>(
  { decider, codec }: CommandTable<State, Command, Event>,
  entry: Route<Command>,
  {
    request,
    response,
    context,
  }: { readonly request: Request; readonly response: Response; readonly context: CommandContext },
): Promise<void> => {
  const principal = await context.authenticate(request.get("authorization"));
  const key = idempotencyKey(request);
  const ifRevision = ifMatch(request);
  const raw = bodyOf(request);
  // The schema's output is what `creates` and `prepare` of the same entry take; route() has tied them together.
  const body = entry.body.parse(raw, { reportInput: true, error: wordsIn(request) }) as never;
  const commandId = uuidV5("command", principal.subject, key);
  const id = entry.creates ? entry.creates(body, commandId) : idOf(request);
  const metadata = metadataOf({ request, principal, commandId, raw });
  const prepare = async () => {
    const { concern, ...prepared } = await entry.prepare({ id, body, facts: context });
    const at = { tree: await context.regions(), today: shanghaiDay(context.clock()) };
    if (!mayCommand(principal, concern, at)) throw new Problem("OUT_OF_SCOPE");
    if (entry.namedByBody) await rememberKey(context.store, metadata, `${decider.category}-${id}`);
    return prepared;
  };
  const receipt = await handle(context.store, {
    decider,
    codec,
    id,
    prepare,
    metadata,
    ...(ifRevision === undefined ? {} : { ifRevision }),
    mustExist: entry.mustExist ?? false,
    failpoint: context.failpoint,
  });
  await context.failpoint("command.before-reply");
  const { stream, revision, position, replayed } = receipt;
  context.log.info(
    { command: request.path, stream, position: `${position}`, commandId, subject: principal.subject, replayed },
    "command",
  );
  response.set({
    ETag: `"${revision}"`,
    Position: `${position}`,
    ...(replayed ? { "Idempotent-Replayed": "true" } : {}),
  });
  if (entry.creates) response.status(201);
  response.json({ id, stream, revision: `${revision}`, position: `${position}` });
};

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

const bodyOf = (request: Request): unknown => {
  const [type = "", ...parameters] = (request.get("content-type") ?? "").toLowerCase().split(";");
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith("charset="));
  const utf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  if (type.trim() !== "application/json" || !utf8) throw new Problem("UNSUPPORTED_MEDIA_TYPE");
  if (!Buffer.isBuffer(request.body)) throw new Problem("MALFORMED_JSON");
  return parseJson(request.body);
};

const metadataOf = (of: {
  readonly request: Request;
  readonly principal: Principal;
  readonly commandId: string;
  readonly raw: unknown;
}) => {
  const { request, principal, commandId, raw } = of;
  const { subject, role } = principal;
  const traceparent = request.get("traceparent");
  return {
    commandId,
    // The address belongs to what was asked: the same key for another school is another request, not a retry.
    bodyHash: createHash("sha256")
      .update(`${request.baseUrl}${request.path}\n${JSON.stringify(raw)}`)
      .digest("hex"),
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
