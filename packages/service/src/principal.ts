import type { Clock } from "@lianxiao/kernel";
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import { z } from "zod";
import { Problem } from "./problem.ts";

const bureauRoles = ["county", "city", "province"] as const;
const schoolRoles = ["lead", "member"] as const;

/**
 * The authenticated caller: a bureau (县、市、省), an auditor (审计), a lead school (牵头校) or a member school
 * (成员校).
 */
export const Principal = z.union([
  z.object({ subject: z.string(), role: z.enum([...bureauRoles, "auditor"]), region: z.string().regex(/^\d{6}$/) }),
  z.object({ subject: z.string(), role: z.enum(schoolRoles), schoolCode: z.string().regex(/^\d{10}$/) }),
]);
export type Principal = z.infer<typeof Principal>;
export type Role = Principal["role"];

export type Authenticate = (authorization: string | undefined) => Promise<Principal>;

/**
 * Checks bearer tokens against the issuer's published keys. Every failure is the same 401, without detail. A token that
 * passed is cached until it expires.
 */
export const authenticator = (options: {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  readonly clock: Clock;
}): Authenticate => {
  const keys = createRemoteJWKSet(new URL(options.jwksUrl), { cooldownDuration: 1_000 });
  const verified = new Map<string, Verified>();
  return async (authorization) => {
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) throw new Problem("TOKEN_MISSING");
    const known = verified.get(token);
    if (known !== undefined && options.clock().getTime() < known.expiresAtMs) return known.principal;
    verified.delete(token);
    const found = await verify(token, keys, options);
    if (verified.size >= maxRemembered) verified.clear();
    verified.set(token, found);
    return found.principal;
  };
};

type Verified = { readonly principal: Principal; readonly expiresAtMs: number };

/** More than the accounts that are active within a token's lifetime. When it is reached, the cache is emptied. */
const maxRemembered = 10_000;

const algorithms = ["RS256", "ES256", "PS256", "EdDSA"];

/** The issuer's keys could not be fetched, so that the token could not be checked. */
const isOutage = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout || error.code === "ERR_JOSE_GENERIC";

const verify = async (
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, audience, clock }: { readonly issuer: string; readonly audience: string; readonly clock: Clock },
): Promise<Verified> => {
  const claims = await jwtVerify(token, keys, {
    issuer,
    audience,
    algorithms,
    requiredClaims: ["exp", "sub"],
    currentDate: clock(),
  }).catch((error) => {
    throw new Problem(isOutage(error) ? "IDENTITY_UNAVAILABLE" : "TOKEN_INVALID");
  });
  const { sub, exp = 0, role, region, school_code } = claims.payload;
  const principal = Principal.safeParse({ subject: sub, role, region, schoolCode: school_code });
  if (!principal.success) throw new Problem("TOKEN_INVALID");
  return { principal: principal.data, expiresAtMs: exp * 1000 };
};
