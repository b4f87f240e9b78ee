import { z } from "zod";

const Discovery = z.object({ jwks_uri: z.url() });

/** The URL of the issuer's key set, from its OpenID discovery document. Rejects with a message for the operator. */
export const discoverJwks = async (issuer: string): Promise<string> => {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    return Discovery.parse(await answer.json()).jwks_uri;
  } catch (cause) {
    throw new Error(
      `无法读取身份提供方配置 ${url}，可另设 OIDC_JWKS_URL。 The issuer's discovery document ${url} cannot be read; set OIDC_JWKS_URL.`,
      {
        cause,
      },
    );
  }
};
