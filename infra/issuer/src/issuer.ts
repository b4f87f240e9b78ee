import { Router } from "express";
import { ownHost } from "./own-host.ts";
import { createProvider } from "./provider.ts";
import { signIn } from "./sign-in.ts";
import { signingKeyIn } from "./signing-key.ts";
import { devToken } from "./token.ts";

type Options = {
  /** Must end in `/oidc`, where the router is mounted. */
  readonly issuerUrl: string;
  readonly dataDir: string;
  readonly audience: string;
  /** Responds under any host name, not only under those of this machine. */
  readonly open?: boolean;
};

/** The embedded issuer for development. It lets anyone sign in as any account, so it throws in production. */
export const createIssuer = async ({ issuerUrl, dataDir, audience, open = false }: Options) => {
  if (process.env.NODE_ENV === "production")
    throw new Error(
      "开发用签发者在生产环境中不可用，请设置 OIDC_ISSUER。The development issuer does not exist in production; set OIDC_ISSUER.",
    );
  const key = await signingKeyIn(dataDir);
  const provider = createProvider(issuerUrl, key, audience);
  const router = Router();
  router.use(["/dev/token", "/oidc"], ownHost({ issuerUrl, open }));
  router.use(await devToken(key, issuerUrl, audience));
  router.use("/oidc/interaction", signIn(provider));
  router.use("/oidc", provider.callback());
  return { router, jwksUrl: `${issuerUrl}/jwks` };
};
