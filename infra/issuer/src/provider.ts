import { randomBytes } from "node:crypto";
import type { JWK } from "jose";
import { type Configuration, Provider } from "oidc-provider";
import { claimsOf } from "./account.ts";
import { memory } from "./memory.ts";

export const tokenSeconds = 3600;

// Identifies our API to the provider; tokens have the audience that the services expect.
const resource = "urn:lianxiao:api";

const configuration = (key: JWK, audience: string): Configuration => ({
  adapter: memory(),
  jwks: { keys: [key] },
  cookies: { keys: [randomBytes(32).toString("hex")] },
  clients: [
    {
      client_id: "lianxiao",
      application_type: "native",
      token_endpoint_auth_method: "none",
      // A native client may use any port of this machine.
      redirect_uris: ["http://localhost/callback", "http://127.0.0.1/callback"],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  features: {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: "", audience, accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } }),
    },
  },
  ttl: { AccessToken: tokenSeconds, IdToken: tokenSeconds, Interaction: 3600, Session: 86_400, Grant: 86_400 },
  interactions: { url: (_context, { uid }) => `/oidc/interaction/${uid}` },
  findAccount: (_context, id) => {
    const claims = claimsOf(id);
    return claims && { accountId: id, claims: () => ({ sub: id, ...claims }) };
  },
  extraTokenClaims: (_context, token) => ("accountId" in token ? { ...claimsOf(token.accountId ?? "") } : {}),
  // Consent is granted implicitly, because there is no personal data.
  loadExistingGrant: async ({ oidc: { provider, session, client } }) => {
    if (!session?.accountId || !client) return undefined;
    const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
    grant.addOIDCScope("openid");
    grant.addResourceScope(resource, "");
    await grant.save();
    return grant;
  },
});

export const createProvider = (issuerUrl: string, key: JWK, audience: string): Provider =>
  new Provider(issuerUrl, configuration(key, audience));
