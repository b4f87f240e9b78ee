import type { sendUnaryData } from "@grpc/grpc-js";
import { supportedMethods } from "./services.ts";
import { SupportedMethods } from "./wire/node-messages.ts";

export const featuresService = "event_store.client.server_features.ServerFeatures";

/** The version that clients see: the first one that supports conditional appends to several streams. */
const announcedVersion = "26.1.0";

/** Announces the methods of all services that this node implements. */
export const featureCalls = (there: readonly string[]) => ({
  GetSupportedMethods: (_call: unknown, answer: sendUnaryData<Buffer>): void =>
    answer(
      null,
      SupportedMethods.encode({ methods: supportedMethods(there), eventStoreServerVersion: announcedVersion }),
    ),
});
