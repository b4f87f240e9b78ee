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
  /** The folder that holds the log; created if it does not exist. `:memory:` stores nothing on disk. */
  readonly dataDir: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** The source of the events' timestamps. */
  readonly clock?: Clock;
  /** The address that discovery announces; by default the one at which the client asked. */
  readonly advertise?: Advertised;
  /** The maximum size of all events of one append, in bytes; 16 MiB by default. */
  readonly maxAppendSize?: number;
  /** The maximum size of one event, in bytes; 16 MiB by default. */
  readonly maxEventSize?: number;
  /** The timeout for receiving an append; 2 seconds by default. */
  readonly writeTimeoutMs?: number;
  /** With TLS, the node authenticates users; without it, every client may do everything. */
  readonly tls?: Tls;
  /** The initial passwords of `admin` and `ops`; `changeit` by default. */
  readonly passwords?: { readonly admin?: string; readonly ops?: string };
  /** Writes the links of `$ce-<category>` and `$et-<type>`, also for events written earlier. */
  readonly systemProjections?: boolean;
  /** Called at named places in the write path, where it may wait, throw or end the process; for fault tests. */
  readonly failpoint?: Failpoint;
}

export interface EventNode {
  readonly connectionString: string;
  readonly port: number;
  /** Completes the writes in progress, ends every other call and releases the folder. */
  readonly close: () => Promise<void>;
  /** Resolves when the node has stopped, whatever caused the stop. */
  readonly closed: Promise<void>;
}

const mebibyte = 1024 * 1024;

const shutDownPatienceMs = 1_000;

/** An address that a client can connect to, for a node bound to all interfaces. */
const reachable = (host: string): string => {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
};

const connectionString = (host: string, port: number, isSecure: boolean): string =>
  `esdb://${host.includes(":") ? `[${host}]` : host}:${port}?tls=${isSecure}`;

/** The users of a secure node; `admin` and `ops` are created at its first start. */
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
