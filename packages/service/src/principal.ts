import { uuidV5 } from "@lianxiao/kernel";
import { covers, type RegionTree } from "@lianxiao/regions";
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import { z } from "zod";
import { Problem } from "./problem.ts";

const bureauRoles = ["county", "city", "province"] as const;
const schoolRoles = ["lead", "member"] as const;

/** Who asks: a bureau (县、市、省), an auditor (审计), a lead school (牵头校) or a member school (成员校). */
export const Principal = z.union([
  z.object({ subject: z.string(), role: z.enum([...bureauRoles, "auditor"]), region: z.string().regex(/^\d{6}$/) }),
  z.object({ subject: z.string(), role: z.enum(schoolRoles), schoolCode: z.string().regex(/^\d{10}$/) }),
]);
export type Principal = z.infer<typeof Principal>;
export type Role = Principal["role"];

/** Whom a command concerns: bureaus must cover every region; a school account must be one of the schools. */
export type Concern = {
  readonly regions: readonly string[];
  readonly bureaus?: readonly Role[];
  readonly leads?: readonly string[];
  readonly members?: readonly string[];
};

/** A school account's lasting school id: derived from the code, as the school's own id is. */
export const schoolIdOf = (code: string): string => uuidV5("school", code);

/** The one authorisation of commands. `today` is a Day; scope follows the region tree as it stands today. */
export const mayCommand = (
  principal: Principal,
  concern: Concern,
  at: { tree: RegionTree; today: string },
): boolean => {
  if (principal.role === "auditor") return false;
  if (principal.role === "lead") return concern.leads?.includes(schoolIdOf(principal.schoolCode)) ?? false;
  if (principal.role === "member") return concern.members?.includes(schoolIdOf(principal.schoolCode)) ?? false;
  const bureaus: readonly Role[] = concern.bureaus ?? bureauRoles;
  // An empty list would be covered by anyone; a command that names no region is nobody's to give.
  if (!("region" in principal) || !bureaus.includes(principal.role) || concern.regions.length === 0) return false;
  return concern.regions.every((region) => covers(at.tree, principal.region, region, at.today));
};

export type Authenticate = (authorization: string | undefined) => Promise<Principal>;

/** Checks bearer tokens against the issuer's published keys. Every failure is the same 401, without detail. */
export const authenticator = (options: {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
}): Authenticate => {
  const keys = createRemoteJWKSet(new URL(options.jwksUrl), { cooldownDuration: 1_000 });
  return (authorization) => verify(authorization, keys, options);
};

const algorithms = ["RS256", "ES256", "PS256", "EdDSA"];

/** The issuer's keys could not be fetched: nothing is known of the token. */
const isOutage = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout || error.code === "ERR_JOSE_GENERIC";

const verify = async (
  authorization: string | undefined,
  keys: JWTVerifyGetKey,
  { issuer, audience }: { readonly issuer: string; readonly audience: string },
): Promise<Principal> => {
  const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) throw new Problem("TOKEN_MISSING");
  const claims = await jwtVerify(token, keys, { issuer, audience, algorithms, requiredClaims: ["exp", "sub"] }).catch(
    (error) => {
      throw new Problem(isOutage(error) ? "IDENTITY_UNAVAILABLE" : "TOKEN_INVALID");
    },
  );
  const { sub, role, region, school_code } = claims.payload;
  const principal = Principal.safeParse({ subject: sub, role, region, schoolCode: school_code });
  if (!principal.success) throw new Problem("TOKEN_INVALID");
  return principal.data;
};
