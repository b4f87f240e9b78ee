import type { ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import { usersService } from "./access/user-calls.ts";
import { maintenanceService } from "./maintenance/online-backup.ts";
import { multiService } from "./multi/records.ts";
import { operationsService } from "./operations/calls.ts";

/**
 * Every method that this node implements. Requests and responses are raw bytes, so that gRPC does not turn malformed
 * requests into errors of its own.
 */
const asIs = (bytes: Buffer): Buffer => bytes;

interface Shape {
  readonly name: string;
  readonly requestStream?: boolean;
  readonly responseStream?: boolean;
  readonly features?: readonly string[];
}

const forBoth = ["stream", "all"];

const services: Readonly<Record<string, readonly Shape[]>> = {
  "event_store.client.streams.Streams": [
    { name: "Read", responseStream: true, features: ["position", "events"] },
    { name: "Append", requestStream: true },
    { name: "Delete" },
    { name: "Tombstone" },
    { name: "BatchAppend", requestStream: true, responseStream: true, features: ["deadline_duration"] },
  ],
  [multiService]: [{ name: "AppendSession", requestStream: true }, { name: "AppendRecords" }],
  "event_store.client.persistent_subscriptions.PersistentSubscriptions": [
    { name: "Create", features: forBoth },
    { name: "Update", features: forBoth },
    { name: "Delete", features: forBoth },
    { name: "Read", requestStream: true, responseStream: true, features: forBoth },
    { name: "GetInfo", features: forBoth },
    { name: "List", features: forBoth },
    { name: "ReplayParked", features: forBoth },
    { name: "TruncateParked", features: forBoth },
    { name: "RestartSubsystem", features: forBoth },
  ],
  [operationsService]: [
    { name: "StartScavenge" },
    { name: "StopScavenge" },
    { name: "Shutdown" },
    { name: "MergeIndexes" },
    { name: "ResignNode" },
    { name: "SetNodePriority" },
    { name: "RestartPersistentSubscriptions" },
  ],
  [maintenanceService]: [{ name: "Backup" }],
  [usersService]: [
    { name: "Create" },
    { name: "Update" },
    { name: "Delete" },
    { name: "Disable" },
    { name: "Enable" },
    { name: "Details", responseStream: true },
    { name: "ChangePassword" },
    { name: "ResetPassword" },
  ],
  "event_store.client.gossip.Gossip": [{ name: "Read" }],
  "event_store.client.server_features.ServerFeatures": [{ name: "GetSupportedMethods" }],
};

export const definitionOf = (service: string): ServiceDefinition<UntypedServiceImplementation> =>
  Object.fromEntries(
    (services[service] ?? []).map(({ name, requestStream = false, responseStream = false }) => [
      name,
      {
        path: `/${service}/${name}`,
        requestStream,
        responseStream,
        requestSerialize: asIs,
        requestDeserialize: asIs,
        responseSerialize: asIs,
        responseDeserialize: asIs,
      },
    ]),
  );

/** The list of implemented methods that clients are given. */
export const supportedMethods = (there: readonly string[]) =>
  there.flatMap((service) =>
    (services[service] ?? []).map(({ name, features = [] }) => ({
      serviceName: service.toLowerCase(),
      methodName: name.toLowerCase(),
      features: [...features],
    })),
  );
