import express, { type ErrorRequestHandler, type RequestHandler, type Response, Router } from "express";
import { importJWK, type JWK, SignJWT } from "jose";
import { claimsOf, patterns } from "./account.ts";
import { tokenSeconds } from "./provider.ts";

type Words = { readonly code: string; readonly title: string; readonly detail: string };

const malformed: Words = {
  code: "MALFORMED_JSON",
  title: "请求格式错误 Malformed JSON",
  detail: '请发送 JSON，例如 {"account":"bureau-330108"} Send JSON with an account.',
};

const unknown: Words = {
  code: "ACCOUNT_UNKNOWN",
  title: "没有这个演示账号 No such demo account",
  detail: `账号须为以下之一：${patterns.join("，")}`,
};

const refuse = (response: Response, words: Words): void =>
  void response
    .status(400)
    .type("application/problem+json")
    .json({ type: "about:blank", status: 400, ...words });

const accountIn = (body: unknown): string =>
  typeof body === "object" && body !== null && "account" in body ? String(body.account) : "";

/** `POST /dev/token`: a token for a demo account without a sign-in, for scripts, tests and the demo page. */
export const devToken = async (key: JWK & { kid: string }, issuer: string, audience: string): Promise<Router> => {
  const signingKey = await importJWK(key, "RS256");
  const give: RequestHandler = async (request, response) => {
    // The body parser leaves it undefined if the content type is not JSON.
    if (request.body === undefined) return refuse(response, malformed);
    const account = accountIn(request.body);
    const claims = claimsOf(account);
    if (!claims) return refuse(response, unknown);
    // Read once, so that both times in a token are consistent.
    const issuedAt = Math.floor(Date.now() / 1000);
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", kid: key.kid, typ: "at+jwt" })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(account)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + tokenSeconds)
      .sign(signingKey);
    response.set("Cache-Control", "no-store");
    response.json({ access_token: token, token_type: "Bearer", expires_in: tokenSeconds });
  };
  const unreadable: ErrorRequestHandler = (_error, _request, response, _next) => refuse(response, malformed);
  const router = Router();
  router.post("/dev/token", express.json({ limit: "4kb" }), give, unreadable);
  return router;
};
