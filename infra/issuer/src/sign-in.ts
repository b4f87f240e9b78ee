import { type RequestHandler, Router } from "express";
import type { Provider } from "oidc-provider";
import { claimsOf, examples, patterns } from "./account.ts";

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);

const page = (uid: string): string => `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>开发登录 · 联校</title>
<h1>选择演示账号 <small lang="en">Choose a demo account</small></h1>
<ul>${examples.map((account) => `<li><a href="${uid}/as?account=${account}">${account}</a></li>`).join("")}</ul>
<form action="${uid}/as"><label>其他账号 Another account: <input name="account" required></label> <button>登录</button></form>
<p>${escaped(patterns.join("，"))}</p></html>`;

/** The page on which a developer selects an account. It asks for no password, so it does not exist in production. */
export const signIn = (provider: Provider): Router => {
  const show: RequestHandler = async (request, response) => {
    const { uid } = await provider.interactionDetails(request, response);
    response.set("Content-Security-Policy", "default-src 'none'").type("html").send(page(uid));
  };
  const choose: RequestHandler = async (request, response) => {
    const account = String(request.query.account ?? "");
    if (!claimsOf(account)) return void response.redirect(303, `../${request.params.uid}`);
    // The provider always asks a native client for consent; an empty consent answers it.
    await provider.interactionFinished(request, response, { login: { accountId: account }, consent: {} });
  };
  const router = Router();
  router.get("/:uid", show);
  router.get("/:uid/as", choose);
  return router;
};
