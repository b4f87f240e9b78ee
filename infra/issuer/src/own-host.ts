import { BlockList, isIP, isIPv6 } from "node:net";
import type { RequestHandler, Response } from "express";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8);
loopback.addAddress("::1", "ipv6");

/** The host name in a URL, without the port; undefined if the URL is not valid. */
const hostIn = (url: string): string | undefined =>
  URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$|\.$/g, "") : undefined;

const isLoopback = (host: string): boolean =>
  host === "localhost" || (isIP(host) !== 0 && loopback.check(host, isIPv6(host) ? "ipv6" : "ipv4"));

const refuse = (response: Response, status: 403 | 421, { code, title }: { code: string; title: string }): void =>
  void response.status(status).type("application/problem+json").json({ type: "about:blank", status, code, title });

const notHere = {
  code: "HOST_NOT_LOOPBACK",
  title: "开发用签发者只对本机地址应答 The development issuer answers only under an address of this machine",
};

const crossSite = {
  code: "CROSS_SITE_REQUEST",
  title: "开发用签发者不应答其他网站的页面 The development issuer does not answer pages of other sites",
};

/**
 * Refuses requests that a page of another site makes through a browser on this machine. Such a page may resolve its own
 * name to a loopback address (DNS rebinding), which only the Host header reveals. With `open`, any host is accepted.
 */
export const ownHost =
  ({ issuerUrl, open }: { readonly issuerUrl: string; readonly open: boolean }): RequestHandler =>
  (request, response, next) => {
    const asked = hostIn(`http://${request.headers.host ?? ""}`);
    const isOwn = (host: string | undefined): boolean =>
      host !== undefined && (isLoopback(host) || host === hostIn(issuerUrl) || (open && host === asked));
    if (!isOwn(asked)) return refuse(response, 421, notHere);
    const { origin } = request.headers;
    // Following a link to the sign-in page does not let the other site read the response. All other cross-site requests
    // of a browser have an Origin or this Sec-Fetch-Site header.
    const isLink = request.headers["sec-fetch-mode"] === "navigate" && request.method === "GET";
    const isForeign =
      origin === undefined ? request.headers["sec-fetch-site"] === "cross-site" && !isLink : !isOwn(hostIn(origin));
    if (isForeign) return refuse(response, 403, crossSite);
    next();
  };
