import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEventNode } from "@lianxiao/event-node";
import {
  connectEventStore,
  type EventStore,
  eventIdOf,
  type Failpoint,
  hotStreams,
  inert,
  uuidV5,
} from "@lianxiao/kernel";
import {
  type Authenticate,
  createApp,
  createLog,
  endApp,
  keepersOf,
  listen,
  Principal,
  Problem,
  refusalsOf,
  regionTree,
  routersOf,
} from "@lianxiao/service";
import { services } from "@lianxiao/standalone";
import { z } from "zod";

/**
 * A command of an account. The ids that it will create are derived from the account and the key, so they are known in
 * advance.
 */
export type Command = {
  readonly as: string;
  readonly path: string;
  readonly body: object;
  readonly key: string;
  readonly commandId: string;
  /** The id of the subject, which the command names or creates. */
  readonly id: string;
  readonly stream: string;
  /** The id of the first event that it records. */
  readonly event: string;
};

let keys = 0;
const nextKey = (): string => {
  keys += 1;
  return `key-${keys}`;
};

export const command = (as: string, path: string, body: object, key = nextKey()): Command => {
  const [category = "", ...rest] = path.split("/");
  const commandId = uuidV5("command", as, key);
  const id = rest.length > 1 ? (rest[0] ?? "") : uuidV5(category, commandId);
  const stream = `${category}-${id}`;
  return { as, path, body, key, commandId, id, stream, event: eventIdOf(commandId, stream, 0) };
};

const levelOf = (region: string) => {
  if (region.endsWith("0000")) return "province";
  return region.endsWith("00") ? "city" : "county";
};

/** `bureau-330108`, `auditor-330100`, `lead-2133000001`, `member-2133000001`: the token is the account's name. */
const authenticate: Authenticate = async (subject = "") => {
  const [kind = "", at = ""] = subject.split("-");
  const role = kind === "bureau" ? levelOf(at) : kind;
  const principal = Principal.safeParse({ subject, role, region: at, schoolCode: at });
  if (!principal.success) throw new Problem("TOKEN_INVALID");
  return principal.data;
};

/** The date on which all commands in tests are sent. */
export const today = "2026-03-16";

const Answer = z.looseObject({
  id: z.string().optional(),
  code: z.string().optional(),
  detail: z.unknown().optional(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string() })).optional(),
  events: z.array(z.string()).optional(),
  warnings: z.array(z.object({ code: z.string(), pointer: z.string() })).optional(),
});

export type Reply = z.infer<typeof Answer> & { readonly status: number; readonly text: string };

/** Sends commands to a router in another process. Rejects if the connection ends before the response. */
export const sendTo =
  (url: string) =>
  async ({ as, path, body, key }: Command, headers: Readonly<Record<string, string>> = {}): Promise<Reply> => {
    const response = await fetch(`${url}/v1/${path}`, {
      method: "POST",
      headers: { authorization: as, "content-type": "application/json", "idempotency-key": key, ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { ...Answer.parse(JSON.parse(text)), status: response.status, text };
  };

/** Starts an event node on a folder of its own. */
const freshNode = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "lianxiao-commands-"));
  const node = await startEventNode({ dataDir, port: 0 });
  const close = async () => {
    await node.close();
    await rm(dataDir, { recursive: true });
  };
  return { url: node.connectionString, close };
};

type Starting = {
  readonly failpoint?: Failpoint;
  /** The event store to use; by default a new one. */
  readonly eventStoreUrl?: string;
};

/** Starts the routers of all commands on an event store, in this process and without the rest of the product. */
export const startCommands = async ({ failpoint = inert, eventStoreUrl }: Starting = {}) => {
  const node = eventStoreUrl === undefined ? await freshNode() : { url: eventStoreUrl, close: async () => {} };
  /** Bypasses the cache of the commands. */
  const store = connectEventStore(node.url);
  const connected = connectEventStore(node.url);
  const written = new Map<unknown, Set<string>>();
  const noting: EventStore = {
    ...connected,
    append: async (append) => {
      const receipt = await connected.append(append);
      const { commandId } = append.events[0]?.metadata ?? {};
      written.set(commandId, (written.get(commandId) ?? new Set()).add(append.stream));
      return receipt;
    },
  };
  const hot = hotStreams(noting);
  const log = createLog("commands", "fatal");
  const context = {
    store: hot,
    regions: regionTree(hot),
    authenticate,
    clock: () => new Date(`${today}T04:00:00Z`),
    log,
    failpoint,
  };
  const app = createApp();
  for (const router of services.flatMap((service) => routersOf(service, context))) app.use(router);
  const server = await listen(endApp(app, refusalsOf(services), log), 0);
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const url = `http://127.0.0.1:${port}`;
  const send = sendTo(url);
  return {
    url,
    eventStoreUrl: node.url,
    store,
    /** The store that the commands use; a test may append to it like another process. */
    hot,
    keepers: keepersOf(services),
    send,
    /** The streams to which a command has written. */
    streamsOf: (commandId: string): readonly string[] => [...(written.get(commandId) ?? [])],
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      await Promise.all([hot.close(), store.close()]);
      await node.close();
    },
  };
};

export type Commands = Awaited<ReturnType<typeof startCommands>>;
