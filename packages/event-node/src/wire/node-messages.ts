import { bool, int64, many, message, one, text, uint32 } from "./message.ts";
import { Uuid } from "./uuid.ts";

export const SupportedMethods = message({
  methods: many(1, message({ methodName: one(1, text), serviceName: one(2, text), features: many(3, text) })),
  eventStoreServerVersion: one(2, text),
});

export const ClusterInfo = message({
  members: many(
    1,
    message({
      instanceId: one(1, Uuid),
      timeStamp: one(2, int64),
      state: one(3, uint32),
      isAlive: one(4, bool),
      httpEndPoint: one(5, message({ address: one(1, text), port: one(2, uint32) })),
    }),
  ),
});
