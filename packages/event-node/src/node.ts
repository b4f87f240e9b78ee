import type { Server } from "@grpc/grpc-js";
import { type Users, users } from "./access/users.ts";
import { openCalls } from "./calls.ts";
import { type Clock, realClock } from "./clock.ts";
import type { Failpoint } from "./failpoint.ts";
import type { Advertised } from "./gossip.ts";
import { listen, shutDown } from "./listen.ts";
import { type Log, openLog } from "./log/log.ts";
import { scavenges } from "./operations/scavenges.ts";
import { type PersistentGroups, persistentGroups } from "./persistent/groups.ts";
import { systemProjections } from "./projections/system-projections.ts";
import { server } from "./server.ts";
import type { Tls } from "./tls.ts";

export interface EventNodeOptions {
  /** The folder that holds the log; made if it is missing. `:memory:` keeps nothing. */
  readonly dataDir: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Stamps events as they are written. */
  readonly clock?: Clock;
  /** Where clients that discover the node are to find it: unless told, where they asked. */
  readonly advertise?: Advertised;
  /** The sum of one append's events, in bytes: 16 MiB unless told. */
  readonly maxAppendSize?: number;
  /** One event, in bytes: 16 MiB unless told. */
  readonly maxEventSize?: number;
  /** How long an append may take to arrive: 2 seconds unless told. */
  readonly writeTimeoutMs?: number;
  /** With it, the node speaks TLS and knows users; without, everybody may do everything. */
  readonly tls?: Tls;
  /** What `admin` and `ops` are called in by when they are first made: `changeit` unless told. */
  readonly passwords?: { readonly admin?: string; readonly ops?: string };
  /** Writes the links of `$ce-<category>` and `$et-<type>`, also for what was written before. */
  readonly systemProjections?: boolean;
  /** Called at named places of the write path, where it may wait, throw or end the process: for fault tests. */
  readonly failpoint?: Failpoint;
}

export interface EventNode {
  readonly connectionString: string;
  readonly port: number;
  /** Answers what is being written, ends every other call, and releases the folder. */
  readonly close: () => Promise<void>;
  /** Resolves when the node has stopped, whoever asked it to. */
  readonly closed: Promise<void>;
}

const mebibyte = 1024 * 1024;

const shutDownPatienceMs = 1_000;

/** An address that a client can reach. */
const reachable = (host: string): string => {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
};

const connectionString = (host: string, port: number, isSecure: boolean): string =>
  `esdb://${host.includes(":") ? `[${host}]` : host}:${port}?tls=${isSecure}`;

/** The users of a secure node; at its first start they are made. */
const usersOf = async (log: Log, { tls, passwords = {} }: EventNodeOptions): Promise<Users | undefined> => {
  if (!tls) return undefined;
  const known = users(log);
  const { admin = "changeit", ops = "changeit" } = passwords;
  const administrator = "Event Store Administrator";
  await known.ensure({ loginName: "admin", password: admin, fullName: administrator, groups: ["$admins"] });
  await known.ensure({ loginName: "ops", password: ops, fullName: "Event Store Operations", groups: ["$ops"] });
  return known;
};

/** Starts a node in the calling thread. */
export const startEventNode = async (options: EventNodeOptions): Promise<EventNode> => {
  const { dataDir, host = "127.0.0.1", clock = realClock, writeTimeoutMs = 2_000 } = options;
  const { maxAppendSize = 16 * mebibyte, maxEventSize = 16 * mebibyte } = options;
  const limits = { maxAppendSize, maxEventSize, writeTimeoutMs };
  const log = openLog(dataDir, clock, options.failpoint);
  const calls = openCalls();
  const scavenging = scavenges(log);
  let port = 0;
  let groups: PersistentGroups;
  let made: Server;
  try {
    groups = persistentGroups(log, clock);
    made = server({
      dataDir,
      log,
      users: await usersOf(log, options),
      groups,
      scavenges: scavenging,
      limits,
      calls,
      clock,
      timeOfDay: realClock,
      advertised: options.advertise ?? {},
      shutDown: () => void closeOnce(),
    });
    port = await listen(made, { host, port: options.port ?? 0, tls: options.tls });
  } catch (error) {
    log.release();
    throw error;
  }
  const projections = options.systemProjections ? systemProjections(log) : undefined;
  const close = async () => {
    calls.endAll();
    await groups.stop();
    await projections?.stop();
    await scavenging.stop();
    await log.stop();
    await shutDown(made, shutDownPatienceMs);
    log.release();
  };
  const over = Promise.withResolvers<void>();
  let isClosing = false;
  const closeOnce = () => {
    if (!isClosing) over.resolve(close());
    isClosing = true;
    return over.promise;
  };
  return {
    connectionString: connectionString(reachable(host), port, options.tls !== undefined),
    port,
    close: closeOnce,
    closed: over.promise,
  };
};
