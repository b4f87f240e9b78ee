import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { Database } from "@lianxiao/read-model";
import type { Log } from "@lianxiao/service";
import type { GatewayContext } from "./context.ts";
import { formatError } from "./format-error.ts";
import { freshness } from "./freshness.ts";
import { aliasRule } from "./limits/aliases.ts";
import { costLimit } from "./limits/cost.ts";
import { depthRule } from "./limits/depth.ts";
import { queriesOnlyRule } from "./limits/queries-only.ts";
import { schema } from "./schema.ts";

type Options = { readonly database: Database; readonly log: Log; readonly waitMs: number };

/** Queries only. Callers are authenticated before they get here, so each of them may introspect. */
export const createApollo = ({ database, log, waitMs }: Options): ApolloServer<GatewayContext> =>
  new ApolloServer<GatewayContext>({
    schema,
    introspection: true,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: 2_000 },
    validationRules: [queriesOnlyRule, depthRule, aliasRule],
    formatError: formatError(log),
    plugins: [
      costLimit,
      freshness(database, waitMs),
      // Cache control hooks every field, and nothing here is reported to anybody or loaded from elsewhere.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
