import { Misuse, optionsIn } from "./command-line.ts";
import { type Environment, type Settings, settingsIn } from "./environment.ts";
import type { Advertised } from "./gossip.ts";
import { inMemory } from "./log/open-database.ts";
import { taskIn, taskNamed } from "./maintenance/arguments.ts";

/** The parsed options for starting a node; the certificate and key are still file names. */
export interface Start {
  readonly kind: "start";
  readonly dataDir: string;
  readonly port: number;
  readonly host: string;
  readonly advertise?: Advertised;
  readonly tlsFiles?: { readonly certificate: string; readonly key: string };
  readonly passwords?: { readonly admin?: string; readonly ops?: string };
  readonly maxAppendSize?: number;
  readonly maxEventSize?: number;
  readonly writeTimeoutMs?: number;
  readonly systemProjections?: boolean;
}

export type Arguments = Start | ReturnType<typeof taskIn> | { readonly kind: "wrong"; readonly message: string };

const startOptions = {
  data: "text",
  port: "text",
  host: "text",
  advertise: "text",
  "in-memory": "flag",
  "tls-cert": "text",
  "tls-key": "text",
  insecure: "flag",
  "max-append-size": "text",
  "max-append-event-size": "text",
  "system-projections": "flag",
  help: "flag",
} as const;

type Told = ReturnType<typeof optionsIn<typeof startOptions>>;

const isLoopback = (host: string): boolean => /^(127\.|::1$|localhost$)/.test(host);

const portIn = (given: string): number => {
  const port = Number(given);
  if (!/^\d+$/.test(given) || port > 65_535) throw new Misuse(`"${given}" is not a port.`);
  return port;
};

const countIn = (given: string | undefined, what: string): number | undefined => {
  if (given === undefined) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(given)) throw new Misuse(`"${given}" is not a ${what}.`);
  return Number(given);
};

const dataDirIn = (told: Told, { text, isTrue }: Settings): string => {
  if (told["in-memory"] && told.data)
    throw new Misuse("--in-memory cannot be combined with --data: a node in memory has no folder.");
  const isInMemory = told["in-memory"] ?? (told.data === undefined && isTrue("MEM_DB"));
  const dataDir = isInMemory ? inMemory : (told.data ?? text("DB"));
  if (dataDir === undefined) throw new Misuse("A node needs a folder for its log, or --in-memory.");
  return dataDir;
};

/** A node started without TLS and without --insecure may listen only on a loopback address. */
const tlsFilesIn = (told: Told, { text, isTrue }: Settings, host: string): Start["tlsFiles"] => {
  const certificate = told["tls-cert"] ?? text("CERTIFICATE_FILE");
  const key = told["tls-key"] ?? text("CERTIFICATE_PRIVATE_KEY_FILE");
  const isInsecure = told.insecure ?? isTrue("INSECURE");
  if (isInsecure && (certificate ?? key) !== undefined)
    throw new Misuse("--insecure cannot be combined with a certificate.");
  if (certificate !== undefined && key !== undefined) return { certificate, key };
  if ((certificate ?? key) !== undefined) throw new Misuse("A certificate and its key must be given together.");
  if (isInsecure || isLoopback(host)) return undefined;
  throw new Misuse(`Without TLS a node listens on a loopback address only; --insecure permits ${host}.`);
};

const advertisedIn = (told: Told, { text }: Settings): Advertised | undefined => {
  const [, named, namedPort] = /^(\[[^\]]+\]|[^:]+)(?::(.*))?$/.exec(told.advertise ?? "") ?? [];
  if (told.advertise !== undefined && named === undefined)
    throw new Misuse(`"${told.advertise}" is not an address to advertise; use HOST or HOST:PORT.`);
  const host = named ?? text("ADVERTISE_HOST_TO_CLIENT_AS");
  const port = namedPort ?? text("ADVERTISE_NODE_PORT_TO_CLIENT_AS");
  if (host === undefined && port === undefined) return undefined;
  return { ...(host !== undefined && { host }), ...(port !== undefined && { port: portIn(port) }) };
};

const startIn = (told: Told, settings: Settings): Start => {
  const { text, isTrue } = settings;
  const host = told.host ?? text("NODE_IP") ?? "127.0.0.1";
  const [admin, ops] = [text("DEFAULT_ADMIN_PASSWORD"), text("DEFAULT_OPS_PASSWORD")];
  const advertise = advertisedIn(told, settings);
  const tlsFiles = tlsFilesIn(told, settings, host);
  const maxAppendSize = countIn(told["max-append-size"] ?? text("MAX_APPEND_SIZE"), "size of an append");
  const maxEventSize = countIn(told["max-append-event-size"] ?? text("MAX_APPEND_EVENT_SIZE"), "size of an event");
  const writeTimeoutMs = countIn(text("WRITE_TIMEOUT_MS"), "time in milliseconds");
  const runs = /^(system|all)$/i.test(text("RUN_PROJECTIONS") ?? "");
  return {
    kind: "start",
    dataDir: dataDirIn(told, settings),
    port: portIn(told.port ?? text("NODE_PORT") ?? "2113"),
    host,
    ...(advertise && { advertise }),
    ...(tlsFiles && { tlsFiles }),
    ...((admin ?? ops) !== undefined && { passwords: { ...(admin && { admin }), ...(ops && { ops }) } }),
    ...(maxAppendSize !== undefined && { maxAppendSize }),
    ...(maxEventSize !== undefined && { maxEventSize }),
    ...(writeTimeoutMs !== undefined && { writeTimeoutMs }),
    ...((told["system-projections"] || (runs && isTrue("START_STANDARD_PROJECTIONS"))) && { systemProjections: true }),
  };
};

/** Parses the command line. Options that it does not set come from the environment, under the real server's names. */
export const argumentsOf = (args: string[], environment: Environment = {}): Arguments => {
  try {
    const [first, ...rest] = args;
    const task = taskNamed(first);
    if (task) return taskIn(task, rest);
    const told = optionsIn(args, startOptions);
    return told.help ? { kind: "help" } : startIn(told, settingsIn(environment));
  } catch (error) {
    if (error instanceof Misuse) return { kind: "wrong", message: error.message };
    throw error;
  }
};
