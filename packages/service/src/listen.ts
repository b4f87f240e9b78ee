import { createServer, type Server } from "node:http";
import type { Express } from "express";

/** Listens, or rejects with one sentence that a person can act on. */
export const listen = async (app: Express, port: number, host?: string): Promise<Server> => {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 }, app);
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  server.once("error", (error: NodeJS.ErrnoException) =>
    reject(error.code === "EADDRINUSE" ? new PortBusy(port) : error),
  );
  server.listen({ port, ...(host === undefined ? {} : { host }) }, () => resolve(server));
  return promise;
};

/** Stops listening and lets what is under way end, for at most `withinMs`; then cuts the rest off. */
export const drain = async (server: Server, withinMs = 10_000): Promise<void> => {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A kept-alive connection between two requests would hold the server open.
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
