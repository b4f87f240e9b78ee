import type { Adapter } from "./store-client.ts";

export type { StoreClient } from "./store-client.ts";

/**
 * The client that this process tests. Only one can be loaded, because both packages register their messages under the
 * same names.
 */
const adapters: Readonly<Record<string, () => Promise<Adapter>>> = {
  "@eventstore/db-client": () => import("./eventstore.ts"),
  "@kurrent/kurrentdb-client": () => import("./kurrentdb.ts"),
};

const asked = process.env.CONTRACT_CLIENT ?? "";
const load = adapters[asked];
if (!load) throw new Error(`CONTRACT_CLIENT is "${asked}" and not one of ${Object.keys(adapters).join(", ")}.`);

export const {
  ANY,
  BACKWARDS,
  binaryEvent,
  capabilities,
  clientOf,
  DISPATCH_TO_SINGLE,
  END,
  eventTypeFilter,
  excludeSystemEvents,
  FORWARDS,
  jsonEvent,
  NO_STREAM,
  PINNED,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  ROUND_ROBIN,
  START,
  stopReading,
  STREAM_EXISTS,
  streamNameFilter,
} = await load();
