import { lookup } from "node:dns/promises";
import { BlockList, isIP, isIPv6 } from "node:net";

/** HOST is not an address of this machine, or does not resolve to one. */
export class HostUnusable extends Error {
  override readonly name = "HostUnusable";
  readonly exitCode = 78;

  constructor(host: string, options?: ErrorOptions) {
    super(
      `无法在 HOST=${host} 上监听，它不是本机的地址。 HOST=${host} cannot be listened on: it is no address of this machine.`,
      options,
    );
  }
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

/** The addresses to which a client may resolve localhost. */
const localhost = ["127.0.0.1", "::1"] as const;

const isLocalhost = (host: string | undefined): host is undefined => host === undefined || host === "localhost";

/**
 * The addresses to listen on; loopback only, unless a host is given. Rejects with HostUnusable if it does not resolve.
 */
export const addressesOf = async (host: string | undefined): Promise<readonly string[]> => {
  if (isLocalhost(host)) return localhost;
  if (isIP(host) !== 0) return [host];
  const found = await lookup(host, { all: true }).catch((cause: unknown) => {
    throw new HostUnusable(host, { cause });
  });
  return found.map(({ address }) => address);
};

/** Whether other machines can reach a server that listens on the host. */
export const isBeyondLoopback = async (host: string | undefined): Promise<boolean> =>
  (await addressesOf(host)).some((address) => !loopback.check(address, isIPv6(address) ? "ipv6" : "ipv4"));

/** The origin (URL) at which clients on this machine reach a server that listens on the host. */
export const originOf = (host: string | undefined, port: number): string => {
  if (isLocalhost(host) || host === "0.0.0.0" || host === "::") return `http://localhost:${port}`;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
};
