import { parseArgs } from "node:util";
import { inMemory } from "./log/open-database.ts";
import type { Maintenance } from "./maintenance/maintain.ts";

export const usage = `usage: lianxiao-event-node (--data DIR | --in-memory) [--port N] [--host H]
                           [--tls-cert FILE --tls-key FILE | --insecure]
       lianxiao-event-node verify --data DIR
       lianxiao-event-node export --data DIR --to FILE
       lianxiao-event-node import --data DIR --from FILE
       lianxiao-event-node backup (--data DIR --to DIR | --node HOST:PORT)`;

/** A start as it was asked for; certificate and key are still files. */
export interface Start {
  readonly kind: "start";
  readonly dataDir: string;
  readonly port: number;
  readonly host: string;
  readonly tlsFiles?: { readonly certificate: string; readonly key: string };
  readonly passwords?: { readonly admin?: string; readonly ops?: string };
}

export type Arguments =
  | Start
  | { readonly kind: "maintain"; readonly task: Maintenance }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly message: string };

type Environment = Readonly<Record<string, string | undefined>>;

const wrong = (message: string): Arguments => ({ kind: "wrong", message });

const options = {
  data: { type: "string" },
  port: { type: "string" },
  host: { type: "string" },
  "in-memory": { type: "boolean" },
  "tls-cert": { type: "string" },
  "tls-key": { type: "string" },
  insecure: { type: "boolean" },
  help: { type: "boolean" },
} as const;

const tasks = {
  data: { type: "string" },
  to: { type: "string" },
  from: { type: "string" },
  node: { type: "string" },
} as const;

const taskOf = (kind: string, args: string[]): Arguments => {
  const { data: dataDir, to, from, node } = parseArgs({ args, options: tasks }).values;
  if (kind === "backup" && node) return { kind: "maintain", task: { kind: "online backup", node } };
  if (!dataDir) return wrong(`To ${kind} a log, its folder is needed: --data DIR.`);
  if (kind === "verify") return { kind: "maintain", task: { kind, dataDir } };
  const other = kind === "import" ? from : to;
  if (!other) return wrong(`To ${kind} a log, another place is needed: ${kind === "import" ? "--from" : "--to"}.`);
  if (kind === "export" || kind === "import" || kind === "backup")
    return { kind: "maintain", task: { kind, dataDir, other } };
  return wrong(`"${kind}" is no task.`);
};

const isLoopback = (host: string): boolean => /^(127\.|::1$|localhost$)/.test(host);

const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === "true";

/** What the command line asks for, and where it is silent, the environment, by the real server's names. */
export const argumentsOf = (args: string[], environment: Environment = {}): Arguments => {
  try {
    const [first, ...rest] = args;
    if (first && /^(verify|export|import|backup)$/.test(first)) return taskOf(first, rest);
    const { values } = parseArgs({ args, options });
    if (values.help) return { kind: "help" };
    const given = values.port ?? environment.EVENTSTORE_NODE_PORT ?? "2113";
    const port = Number(given);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) return wrong(`"${given}" is not a port.`);

    if (values["in-memory"] && values.data) return wrong("A node in memory has no folder.");
    const isInMemory = values["in-memory"] ?? (!values.data && isTrue(environment.EVENTSTORE_MEM_DB));
    const dataDir = isInMemory ? inMemory : (values.data ?? environment.EVENTSTORE_DB);
    if (!dataDir) return wrong("A node needs a folder for its log, or --in-memory.");

    const host = values.host ?? environment.EVENTSTORE_NODE_IP ?? "127.0.0.1";
    const isInsecure = values.insecure ?? isTrue(environment.EVENTSTORE_INSECURE);
    const certificate = values["tls-cert"] ?? environment.EVENTSTORE_CERTIFICATE_FILE;
    const key = values["tls-key"] ?? environment.EVENTSTORE_CERTIFICATE_PRIVATE_KEY_FILE;
    if ((certificate === undefined) !== (key === undefined)) return wrong("A certificate and its key come together.");
    if (certificate && isInsecure) return wrong("A node is insecure or has a certificate, not both.");
    if (!certificate && !isInsecure && !isLoopback(host))
      return wrong(`Without TLS a node is only reached from its own machine; --insecure opens ${host} to everybody.`);

    const { EVENTSTORE_DEFAULT_ADMIN_PASSWORD: admin, EVENTSTORE_DEFAULT_OPS_PASSWORD: ops } = environment;
    return {
      kind: "start",
      dataDir,
      port,
      host,
      ...(certificate !== undefined && key !== undefined && { tlsFiles: { certificate, key } }),
      ...((admin || ops) && { passwords: { ...(admin && { admin }), ...(ops && { ops }) } }),
    };
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
};
