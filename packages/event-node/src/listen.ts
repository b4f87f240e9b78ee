import { once } from "node:events";
import { createServer } from "node:net";
import type { Server } from "@grpc/grpc-js";
import { credentialsFor, type Tls } from "./tls.ts";

interface Place {
  readonly host: string;
  readonly port: number;
  readonly tls: Tls | undefined;
}

/** Tries the address first, because gRPC's server logs a line of its own when it cannot bind. */
const claim = async (host: string, port: number): Promise<void> => {
  const probe = createServer().listen({ host, port, exclusive: true });
  await once(probe, "listening");
  probe.close();
  await once(probe, "close");
};

export const listen = async (made: Server, { host, port, tls }: Place): Promise<number> => {
  const at = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  const credentials = credentialsFor(tls);
  try {
    await claim(host, port);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    made.bindAsync(at, credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
    return await promise;
  } catch (cause) {
    const { code, message } = cause as { code?: string; message?: string }; // Any value can be thrown; both properties are only read.
    const why = code === "EADDRINUSE" ? "another process has that port" : message;
    throw new Error(`The node cannot listen on ${at}: ${why}.`, { cause });
  }
};

/** Lets open calls finish within `patienceMs`, then closes the rest. */
export const shutDown = (made: Server, patienceMs: number): Promise<void> =>
  new Promise((resolve) => {
    const force = setTimeout(() => made.forceShutdown(), patienceMs);
    made.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
