import type { sendUnaryData } from "@grpc/grpc-js";
import { supportedMethods } from "./services.ts";
import { SupportedMethods } from "./wire/node-messages.ts";

export const featuresService = "event_store.client.server_features.ServerFeatures";

/** What clients take this node for: the first version that appends to several streams under checks. */
const announcedVersion = "26.1.0";

/** What the node can do: the calls of all services that it has. */
export const featureCalls = (there: readonly string[]) => ({
  GetSupportedMethods: (_call: unknown, answer: sendUnaryData<Buffer>): void =>
    answer(
      null,
      SupportedMethods.encode({ methods: supportedMethods(there), eventStoreServerVersion: announcedVersion }),
    ),
});
