import { createRequire } from "node:module";
import type { UsersClient } from "@eventstore/db-client/generated/users_grpc_pb.js";
import type * as Messages from "@eventstore/db-client/generated/users_pb.js";

/** Neither client has methods for users, but both contain the service's stubs, at different paths. */
const places: Readonly<Record<string, string>> = {
  "@eventstore/db-client": "@eventstore/db-client/generated/users",
  "@kurrent/kurrentdb-client": "@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/usermanagement",
};

const place = places[process.env.CONTRACT_CLIENT ?? ""] ?? "";

/** The service's stub and messages from the package under test. */
const load = createRequire(import.meta.url);
export const { UsersClient: UsersStub }: { UsersClient: typeof UsersClient } = load(`${place}_grpc_pb.js`);
export const messages: typeof Messages = load(`${place}_pb.js`);
