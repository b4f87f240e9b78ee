import { createSecureContext } from "node:tls";
import { ServerCredentials } from "@grpc/grpc-js";

/** A certificate and its key, both as PEM. */
export interface Tls {
  readonly certificate: string;
  readonly key: string;
}

export const credentialsFor = (tls: Tls | undefined): ServerCredentials => {
  if (!tls) return ServerCredentials.createInsecure();
  const pair = { cert_chain: Buffer.from(tls.certificate), private_key: Buffer.from(tls.key) };
  try {
    createSecureContext({ cert: pair.cert_chain, key: pair.private_key });
  } catch (cause) {
    throw new Error("The certificate and its key are not a pair in PEM form.", { cause });
  }
  return ServerCredentials.createSsl(null, [pair]);
};
