import { readFileSync } from "node:fs";
import { type ChannelCredentials, credentials, Metadata } from "@grpc/grpc-js";

/** How to call a running node: its address, the certificate to trust and the credentials. */
export interface NodeAddress {
  readonly address: string;
  readonly isSecure: boolean;
  readonly trust: ChannelCredentials;
  readonly caller: Metadata;
}

const trusted = (caFile: string | null, verifies: boolean): ChannelCredentials => {
  try {
    const authority = caFile ? readFileSync(caFile) : null;
    return credentials.createSsl(authority, null, null, { rejectUnauthorized: verifies });
  } catch (cause) {
    throw new Error(`The file ${caFile} is not a readable certificate.`, { cause });
  }
};

/** Parses a connection string as clients take it; a host and port alone mean a node without TLS. */
export const nodeAt = (node: string): NodeAddress => {
  const caller = new Metadata();
  const insecure = { isSecure: false, trust: credentials.createInsecure(), caller };
  if (/^(\[[^\]]+\]|[^:/]+):\d+$/.test(node)) return { address: node, ...insecure };
  // The given value is not part of the message, because it may contain a password.
  if (!/^(esdb|kurrentdb|kurrent|kdb):\/\/[^/]/.test(node) || !URL.canParse(node))
    throw new Error(
      "The address of a node is HOST:PORT or a connection string such as esdb://USER:PASSWORD@HOST:PORT.",
    );
  const { hostname, port, username, password, searchParams } = new URL(node);
  if (username) {
    const who = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    caller.set("authorization", `Basic ${Buffer.from(who).toString("base64")}`);
  }
  const settings = new Map([...searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  const isSecure = settings.get("tls")?.toLowerCase() !== "false";
  const verifies = settings.get("tlsverifycert")?.toLowerCase() !== "false";
  const address = `${hostname}:${port || "2113"}`;
  if (!isSecure) return { address, ...insecure };
  return { address, isSecure, trust: trusted(settings.get("tlscafile") ?? null, verifies), caller };
};
