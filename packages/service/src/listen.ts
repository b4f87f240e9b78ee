import { createServer, type RequestListener, type Server } from "node:http";
import { addressesOf, HostUnusable, originOf } from "./host.ts";

/** A server that listens: its URL for clients on this machine, and how to stop it. */
export type Serving = {
  readonly port: number;
  readonly url: string;
  /** Stops listening, waits at most `withinMs` for the requests in progress, and then closes their connections. */
  readonly drain: (withinMs?: number) => Promise<void>;
};

/** Listens on every address of the host. Rejects with one sentence for the operator. */
export const serve = async (
  app: RequestListener,
  { port: wanted, host }: { readonly port: number; readonly host: string | undefined },
): Promise<Serving> => {
  const addresses = await addressesOf(host);
  const servers = await listenOnAll(app, wanted, addresses);
  const [first] = servers;
  if (first === undefined) throw new HostUnusable(host ?? "localhost");
  const port = portOf(first);
  const drain = async (withinMs?: number) => {
    await Promise.all(servers.map((server) => drainServer(server, withinMs)));
  };
  return { port, url: originOf(host, port), drain };
};

/** The addresses that this machine has: many containers have no ::1. */
const listenOnAll = async (
  app: RequestListener,
  wanted: number,
  addresses: readonly string[],
): Promise<readonly Server[]> => {
  const servers: Server[] = [];
  try {
    for (const address of addresses) {
      const server = await listen(app, servers[0] ? portOf(servers[0]) : wanted, address).catch(unlessMissing);
      if (server) servers.push(server);
    }
    return servers;
  } catch (error) {
    await Promise.all(servers.map((server) => drainServer(server, 0)));
    // Port 0: the port chosen for the first address is taken on another one, so that a new one is tried.
    if (wanted === 0 && error instanceof PortBusy) return listenOnAll(app, wanted, addresses);
    throw error;
  }
};

const unlessMissing = (error: unknown): undefined => {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "EADDRNOTAVAIL" && code !== "EAFNOSUPPORT") throw error;
};

// A server that listens on a port has an address of this shape.
const portOf = (server: Server): number => (server.address() as { readonly port: number }).port;

/** Listens on one address. Rejects with PortBusy if the port is in use. */
export const listen = async (app: RequestListener, port: number, address = "127.0.0.1"): Promise<Server> => {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 }, app);
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  server.once("error", (error: NodeJS.ErrnoException) =>
    reject(error.code === "EADDRINUSE" ? new PortBusy(port) : error),
  );
  server.listen({ port, host: address }, () => resolve(server));
  return promise;
};

const drainServer = async (server: Server, withinMs = 10_000): Promise<void> => {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // An idle keep-alive connection would keep the server open.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), withinMs);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
};

export class PortBusy extends Error {
  override readonly name = "PortBusy";

  constructor(port: number) {
    super(`端口 ${port} 已被占用，请停止占用它的程序或另设 PORT。 Port ${port} is in use; stop its owner or set PORT.`);
  }
}
