import { randomUUID } from "node:crypto";
import { CursorInvalid, ReadModelUnavailable } from "@lianxiao/read-model";
import type { Log } from "@lianxiao/service";
import { GraphQLError, type GraphQLFormattedError, Kind } from "graphql/index.js";
import { aboutOf } from "./engine-error.ts";
import { language } from "./language.ts";
import { type FaultCode, isFaultCode, isRefusalCode, type RefusalCode, statusOf, wordsOf } from "./refused.ts";

/** Apollo and graphql-js wrap the errors of scalars and rules; the code that we gave is somewhere inside. */
const refusalWithin = (error: unknown): { readonly code: RefusalCode; readonly said: object } | undefined => {
  if (error instanceof CursorInvalid) return { code: "CURSOR_INVALID", said: {} };
  if (error instanceof ReadModelUnavailable) return { code: "READ_MODEL_UNAVAILABLE", said: {} };
  if (!(error instanceof GraphQLError)) return undefined;
  const { code, http: _http, stacktrace: _stacktrace, ...said } = error.extensions;
  return isRefusalCode(code) ? { code, said } : refusalWithin(error.originalError);
};

/**
 * The fault of a request that graphql-js or Apollo found. An argument whose variable is null where null is not allowed is
 * found while the query is executed, and has no code: it points to the value, where all others point to a field.
 */
const faultOf = (error: unknown): FaultCode | undefined => {
  if (!(error instanceof GraphQLError)) return undefined;
  const { code } = error.extensions;
  if (isFaultCode(code)) return code;
  const raised = error.originalError ?? error;
  if (!(raised instanceof GraphQLError) || raised.originalError !== undefined) return undefined;
  return raised.nodes?.some(({ kind }) => kind !== Kind.FIELD) ? "BAD_USER_INPUT" : undefined;
};

/**
 * Every error's one way out of GraphQL, in the caller's language: a refusal of ours with its details, a fault of the
 * request with what it is about and the engine's own English sentence as `detail`, or INTERNAL with a correlation id. An
 * error that may be gone later is `retryable`.
 */
export const formatError =
  (log: Log) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { locations, path } = formatted;
    const where = { ...(locations && { locations }), ...(path && { path }) };
    const spoken = language();
    const refusal = refusalWithin(error);
    if (refusal) {
      const retryable = statusOf(refusal.code) === 503 && { retryable: true };
      const extensions = { ...refusal.said, code: refusal.code, ...retryable };
      return { message: wordsOf(refusal.code, spoken), ...where, extensions };
    }
    const fault = faultOf(error);
    if (fault && error instanceof GraphQLError) {
      const message = `${wordsOf(fault, spoken)}${aboutOf(error, spoken)}`;
      return { message, ...where, extensions: { code: fault, detail: formatted.message.slice(0, 300) } };
    }
    const correlationId = randomUUID();
    log.error({ correlationId, path, err: error }, "query failed");
    return { message: wordsOf("INTERNAL", spoken), ...where, extensions: { code: "INTERNAL", correlationId } };
  };
