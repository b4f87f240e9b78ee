import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { credentials, Metadata } from "@grpc/grpc-js";
import { selfSigned } from "../src/access/certificate.ts";
import { type EventNodeOptions, startEventNode } from "../src/node.ts";
import { clientOf } from "./client/under-test.ts";
import { afterThisFile, freshFolder } from "./testbed.ts";

const tls = selfSigned();

/** The credentials of a call, as clients send them. */
export const authorization = (user: string, password = "changeit"): Metadata => {
  const metadata = new Metadata();
  metadata.set("authorization", `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`);
  return metadata;
};

/** A node with TLS and users, and clients that trust it. */
export const secureNodeForThisFile = async (options: Partial<EventNodeOptions> = {}) => {
  const caFile = join(freshFolder(), "ca.pem");
  writeFileSync(caFile, tls.certificate);
  const node = await startEventNode({ dataDir: freshFolder(), tls, ...options });
  afterThisFile(node.close);
  const secured = `tls=true&tlsCAFile=${encodeURIComponent(caFile)}`;
  const connected = (address: string) => {
    const client = clientOf(`${address}?${secured}`);
    afterThisFile(client.dispose);
    return client;
  };
  return {
    node,
    caFile,
    channelCredentials: credentials.createSsl(Buffer.from(tls.certificate)),
    /** Creates a client from an address, adding the TLS options. */
    connected,
    as: (user: string, password = "changeit") => connected(`esdb://${user}:${password}@127.0.0.1:${node.port}`),
  };
};
