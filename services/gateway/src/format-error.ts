import { randomUUID } from "node:crypto";
import { CursorInvalid, ReadModelUnavailable } from "@lianxiao/read-model";
import type { Log } from "@lianxiao/service";
import { GraphQLError, type GraphQLFormattedError } from "graphql/index.js";
import { isRefusalCode, type RefusalCode, wordsOf } from "./refused.ts";

/** What Apollo itself says of a request that is not a good GraphQL request. */
const protocol = new Set<unknown>([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "BAD_REQUEST",
  "OPERATION_RESOLUTION_FAILURE",
  "PERSISTED_QUERY_NOT_SUPPORTED",
]);

/** Apollo and graphql-js wrap the errors of scalars and rules; the code that we gave is somewhere inside. */
const codeWithin = (error: unknown): RefusalCode | undefined => {
  if (error instanceof CursorInvalid) return "CURSOR_INVALID";
  if (error instanceof ReadModelUnavailable) return "READ_MODEL_UNAVAILABLE";
  if (!(error instanceof GraphQLError)) return undefined;
  const { code } = error.extensions;
  return isRefusalCode(code) ? code : codeWithin(error.originalError);
};

/** Every error's one way out of GraphQL: a code of ours, a fault of the request, or INTERNAL with a correlation id. */
export const formatError =
  (log: Log) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { locations, path } = formatted;
    const where = { ...(locations && { locations }), ...(path && { path }) };
    const code = codeWithin(error);
    if (code !== undefined) return { message: wordsOf(code), ...where, extensions: { ...formatted.extensions, code } };
    const said = formatted.extensions?.["code"];
    if (protocol.has(said)) return { message: formatted.message.slice(0, 300), ...where, extensions: { code: said } };
    const correlationId = randomUUID();
    log.error({ correlationId, path, err: error }, "query failed");
    return { message: wordsOf("INTERNAL"), ...where, extensions: { code: "INTERNAL", correlationId } };
  };
