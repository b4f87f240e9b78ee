import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect, type Database } from "@lianxiao/read-model";
import { createApp, createLog, endApp, Principal, Problem } from "@lianxiao/service";
import { createGateway } from "./gateway.ts";

/** The moment of every test: an afternoon in Shanghai. */
export const now = new Date("2026-11-22T08:00:00Z");

type Answer = {
  readonly status: number;
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly extensions: { readonly code: string } & Readonly<Record<string, unknown>>;
  }[];
  readonly extensions?: { readonly position: string; readonly freshness: unknown; readonly cost?: number };
};

type As = {
  readonly as?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

/** An account's name is its token: `county-330108`, `member-3133000002`. */
const authenticate = async (header = ""): Promise<Principal> => {
  const [role, whose] = header.replace("Bearer ", "").split("-");
  const subject = `${role}-${whose}`;
  const principal = Principal.safeParse({ subject, role, region: whose, schoolCode: whose });
  if (!principal.success) throw new Problem("TOKEN_MISSING");
  return principal.data;
};

type Limits = { readonly waitMs?: number; readonly statementTimeoutMs?: number };

/** A gateway over real HTTP. It has one connection: a snapshot that is not ended holds up every request after it. */
export const serve = async ({ url: databaseUrl }: Pick<Database, "url">, limits: Limits = {}) => {
  const database = connect(databaseUrl, { connections: 1 });
  const log = createLog("gateway", "silent");
  const gateway = await createGateway({ database, clock: () => now, authenticate, log, ...limits });
  const app = createApp();
  app.use(gateway.router);
  const server = createServer(endApp(app, {}, log)).listen(0);
  await once(server, "listening");
  // It listens on a port, so its address is one.
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const post = (body: unknown, { as = "county-330108", headers = {}, signal }: As = {}) =>
    fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${as}`, ...headers },
      body: JSON.stringify(body),
      signal: signal ?? null,
    });
  return {
    url,
    post,
    ask: async (query: string, options: As = {}): Promise<Answer> => {
      const response = await post({ query, variables: options.variables }, options);
      // What a test says of the answer shows whether it has this shape.
      return { ...((await response.json()) as Answer), status: response.status };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await gateway.close();
      await database.close();
    },
  };
};

export const codes = ({ errors = [] }: Answer): readonly string[] => errors.map(({ extensions }) => extensions.code);
