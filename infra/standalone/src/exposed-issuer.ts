import { type Config, isBeyondLoopback } from "@lianxiao/service";

class IssuerExposed extends Error {
  override readonly name = "IssuerExposed";
  readonly exitCode = 78;
}

/** The development issuer gives any caller any token, so it serves only this machine unless configured otherwise. */
export const refuseExposedIssuer = async (
  { HOST, OIDC_ISSUER, LIANXIAO_DEV_ISSUER }: Pick<Config, "HOST" | "OIDC_ISSUER" | "LIANXIAO_DEV_ISSUER">,
  say: (line: string) => void,
): Promise<void> => {
  if (OIDC_ISSUER !== undefined || !(await isBeyondLoopback(HOST))) return;
  if (LIANXIAO_DEV_ISSUER !== "open")
    throw new IssuerExposed(
      `HOST=${HOST} 会让网络上的任何人从开发用签发者取得任意账号的令牌：请设置 OIDC_ISSUER，去掉 HOST，或以 LIANXIAO_DEV_ISSUER=open 明确允许。 HOST=${HOST} would let anyone on the network take any account's token from the development issuer: set OIDC_ISSUER, unset HOST, or allow it with LIANXIAO_DEV_ISSUER=open.`,
    );
  say(
    `警告：开发用签发者对网络开放（HOST=${HOST}），任何人都可取得任意账号的令牌。 WARNING: the development issuer is open to the network (HOST=${HOST}); anyone may take any account's token.`,
  );
};
