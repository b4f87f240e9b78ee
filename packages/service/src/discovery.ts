import { z } from "zod";

const Discovery = z.object({ jwks_uri: z.url() });

/** The issuer's key set, as its OpenID discovery document names it. Rejects with one sentence. */
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
