import type { Server } from "@grpc/grpc-js";
import { openCalls } from "./calls.ts";
import { type Clock, realClock } from "./clock.ts";
import type { Failpoint } from "./failpoint.ts";
import { openLog } from "./log/log.ts";
import { type PersistentGroups, persistentGroups } from "./persistent/groups.ts";
import { listen, server, shutDown } from "./server.ts";

export interface EventNodeOptions {
  /** The folder that holds the log; made if it is missing. `:memory:` keeps nothing. */
  readonly dataDir: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Stamps events as they are written. */
  readonly clock?: Clock;
  /** The sum of one append's events, in bytes: 16 MiB unless told. */
  readonly maxAppendSize?: number;
  /** How long an append may take to arrive: 2 seconds unless told. */
  readonly writeTimeoutMs?: number;
  /** Called at named places of the write path, where it may wait, throw or end the process: for fault tests. */
  readonly failpoint?: Failpoint;
}

export interface EventNode {
  readonly connectionString: string;
  readonly port: number;
  /** Answers what is being written, ends every other call, and releases the folder. */
  readonly close: () => Promise<void>;
}

const mebibyte = 1024 * 1024;

const shutDownPatienceMs = 1_000;

/** An address that a client can reach. */
const reachable = (host: string): string => {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
};

const connectionString = (host: string, port: number): string =>
  `esdb://${host.includes(":") ? `[${host}]` : host}:${port}?tls=false`;

/** Starts a node in the calling thread. */
export const startEventNode = async (options: EventNodeOptions): Promise<EventNode> => {
  const { dataDir, host = "127.0.0.1", clock = realClock, writeTimeoutMs = 2_000 } = options;
  const limits = { maxAppendSize: options.maxAppendSize ?? 16 * mebibyte, maxEventSize: 16 * mebibyte, writeTimeoutMs };
  const log = openLog(dataDir, clock, options.failpoint);
  const calls = openCalls();
  let port = 0;
  const address = () => ({ address: reachable(host), port });
  let groups: PersistentGroups;
  let made: Server;
  try {
    groups = persistentGroups(log, clock);
    made = server({ log, groups, limits, calls, clock, timeOfDay: realClock, address });
    port = await listen(made, host, options.port ?? 0);
  } catch (error) {
    log.release();
    throw error;
  }
  const close = async () => {
    calls.endAll();
    await groups.stop();
    await log.stop();
    await shutDown(made, shutDownPatienceMs);
    log.release();
  };
  let closed: Promise<void> | undefined;
  return {
    connectionString: connectionString(reachable(host), port),
    port,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
};
