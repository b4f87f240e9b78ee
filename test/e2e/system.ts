import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "@lianxiao/service";
import { createStandalone } from "@lianxiao/standalone";
import { freshEventStore, storesAreApart } from "../event-store.ts";

export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown> & { code?: string };
};

/** The whole system in this process, used over HTTP only. */
export const startSystem = async ({
  empty,
  environment = {},
  found,
}: {
  readonly empty: boolean;
  readonly environment?: NodeJS.ProcessEnv;
  /** Fills the data folder before the start; the system then has an event node of its own. */
  readonly found?: (dataFolder: string) => Promise<void>;
}) => {
  const folder = await mkdtemp(join(tmpdir(), "lianxiao-e2e-"));
  await found?.(join(folder, "data"));
  const store = storesAreApart && !found ? await freshEventStore() : undefined;
  const config = {
    ...readConfig({ PORT: "0", LIANXIAO_LOG: "silent", EVENTSTORE_URL: store?.url, ...environment }),
    LIANXIAO_DATA: join(folder, "data"),
  };
  const lines: string[] = [];
  const crash = (): never => {
    throw new Error("crash");
  };
  const system = await createStandalone({
    config,
    clock: () => new Date(),
    empty,
    say: (line) => lines.push(line),
    crash,
  });
  const tokens = new Map<string, string>();

  const token = async (account: string): Promise<string> => {
    const known = tokens.get(account);
    if (known) return known;
    const answer = await fetch(`${system.url}/dev/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ account }),
    });
    const { access_token } = (await answer.json()) as { access_token: string };
    tokens.set(account, access_token);
    return access_token;
  };

  const command = async (
    account: string | undefined,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> => {
    const answer = await fetch(`${system.url}/v1/${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "idempotency-key": randomUUID(),
        ...(account ? { authorization: `Bearer ${await token(account)}` } : {}),
        ...headers,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Reply["body"] };
  };

  /** Sends a command that must succeed, and returns the body of the response. */
  const done = async (account: string, path: string, body: unknown) => {
    const reply = await command(account, path, body);
    if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body as { id: string; position: string; revision: string; events: string[] };
  };

  /** With a position, retries until the gateway has reached it. */
  const query = async <Data>(account: string, document: string, position?: string): Promise<Data> => {
    const answer = await fetch(`${system.url}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${await token(account)}`,
        ...(position ? { "x-wait-for-position": position } : {}),
      },
      body: JSON.stringify({ query: document }),
    });
    const { data, errors } = (await answer.json()) as {
      data: Data;
      errors?: readonly { readonly extensions: { readonly code: string } }[];
    };
    if (errors?.some(({ extensions }) => extensions.code === "READ_MODEL_BEHIND"))
      return query(account, document, position);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };

  const close = async () => {
    await system.close();
    await store?.remove();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: system.url, token, command, done, query, close, lines };
};

export type System = Awaited<ReturnType<typeof startSystem>>;

/** `{ coverage(…) { numerator denominator rate reason } }` with the arguments given. */
export const coverageOf = async (system: System, account: string, args: string, position?: string) => {
  type Answer = { coverage: { numerator: number; denominator: number; rate: number | null; reason: string | null } };
  const { coverage } = await system.query<Answer>(
    account,
    `{ coverage(${args}) { numerator denominator rate reason } }`,
    position,
  );
  return coverage;
};
