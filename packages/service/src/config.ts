import { z } from "zod";

const optional = <T extends z.ZodType>(type: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), type.optional());

const Environment = z.object({
  PORT: z.preprocess(
    (value) => (value === "" ? undefined : value),
    z.coerce.number().int().min(0).max(65_535).default(4000),
  ),
  /** The host to listen on; undefined means loopback only. */
  HOST: optional(z.string()),
  NODE_ENV: optional(z.string()),
  LIANXIAO_DATA: optional(z.string()),
  EVENTSTORE_URL: optional(
    z.string().regex(/^(esdb|kurrentdb|kurrent|kdb)(\+discover)?:\/\/.+/, "must begin with esdb://"),
  ),
  DATABASE_URL: optional(z.string().regex(/^postgres(ql)?:\/\/.+/, "must begin with postgres://")),
  OIDC_ISSUER: optional(z.url()),
  OIDC_AUDIENCE: z.string().min(1).default("lianxiao"),
  OIDC_JWKS_URL: optional(z.url()),
  /** "open" lets the development issuer serve other machines, which can then get a token of any account. */
  LIANXIAO_DEV_ISSUER: optional(z.literal("open")),
  LIANXIAO_FAILPOINTS: z.string().default(""),
  LIANXIAO_LOG: z.enum(["debug", "info", "warn", "error", "silent"]).default("warn"),
});

export type Config = z.infer<typeof Environment>;
type Settable = Exclude<keyof Config, "PORT">;

/** All problems of the environment at once. The process prints the message and exits with `exitCode`. */
export class ConfigInvalid extends Error {
  override readonly name = "ConfigInvalid";
  readonly exitCode = 78;
}

/** Parses the environment once. `required` names the variables that this process needs. Throws ConfigInvalid. */
export const readConfig = <Required extends Settable = never>(
  environment: NodeJS.ProcessEnv,
  required: readonly Required[] = [],
): Config & { readonly [Name in Required]-?: NonNullable<Config[Name]> } => {
  const parsed = Environment.safeParse(environment);
  const wrong = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const given = parsed.success ? parsed.data : undefined;
  const missing = required.filter((name) => !environment[name]).map((name) => `${name}: 必须设置 is required`);
  const inProduction =
    environment.NODE_ENV === "production" && !environment.OIDC_ISSUER
      ? [
          "OIDC_ISSUER: 生产环境必须设置，开发用签发者不可用 is required in production, where the development issuer does not exist",
        ]
      : [];
  const problems = [...wrong, ...missing, ...inProduction];
  if (problems.length > 0 || given === undefined)
    throw new ConfigInvalid(
      `配置有 ${problems.length} 处问题 configuration problems:\n${problems.map((line) => `  - ${line}`).join("\n")}`,
    );
  // The check above guarantees that every required name is present.
  return given as Config & { readonly [Name in Required]-?: NonNullable<Config[Name]> };
};
