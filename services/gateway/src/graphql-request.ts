import { jsonBody, type Log, Problem, problemHandler } from "@lianxiao/service";
import type { ErrorRequestHandler, RequestHandler } from "express";
import { refuseDeepNesting } from "./limits/nesting.ts";

/**
 * Leaves a request for Apollo whose method, media type, JSON and nesting are sound; `express.raw` has read the body.
 * Throws METHOD_NOT_ALLOWED, UNSUPPORTED_MEDIA_TYPE, MALFORMED_JSON or NESTING_TOO_DEEP.
 */
export const soundRequest: RequestHandler = (request, response, next) => {
  if (request.method !== "GET" && request.method !== "POST") {
    response.set("Allow", "GET, POST");
    throw new Problem("METHOD_NOT_ALLOWED");
  }
  // Apollo's middleware asks for the member also where there is no body.
  request.body = request.method === "POST" ? jsonBody(request) : undefined;
  const { query } = (request.method === "POST" ? (request.body ?? {}) : request.query) as { readonly query?: unknown };
  if (typeof query === "string") refuseDeepNesting(query);
  next();
};

/**
 * Answers what is refused before GraphQL begins. It is a problem (RFC 9457) as at every other address, and `errors`
 * says the same as a GraphQL response would, for clients that read nothing else.
 */
export const refusedBefore = (log: Log): ErrorRequestHandler =>
  problemHandler({}, log, ({ code, title }) => ({ errors: [{ message: title, extensions: { code } }] }));
