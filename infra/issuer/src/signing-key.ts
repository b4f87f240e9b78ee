import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from "jose";

/** The private RSA key of the folder, created at the first start, so that tokens stay valid across restarts. */
export const signingKeyIn = async (dataDir: string): Promise<JWK & { readonly kid: string }> => {
  const file = join(dataDir, "signing-key.json");
  // Written below and accessible only to us, so it has the shape that was written.
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as JWK & { kid: string };
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = await exportJWK(privateKey);
  const key = { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: "RS256", use: "sig" };
  mkdirSync(dataDir, { recursive: true });
  // Renamed when complete, so that a crash cannot leave a partial key.
  writeFileSync(`${file}.new`, JSON.stringify(key), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return key;
};
