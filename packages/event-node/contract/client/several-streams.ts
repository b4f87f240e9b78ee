import type {
  AppendRecordInput,
  AppendStreamRequest,
  ConsistencyCheck,
  KurrentDBClient,
} from "@kurrent/kurrentdb-client";
import { capabilities, type StoreClient } from "./under-test.ts";

/** The methods of only one client: appends to several streams. */
export type SeveralStreams = Pick<KurrentDBClient, "multiStreamAppend" | "appendRecords">;
export type { AppendRecordInput, AppendStreamRequest, ConsistencyCheck };

export const severalStreams = (client: StoreClient): SeveralStreams => {
  if (!capabilities.appendsToSeveralStreams) throw new Error(`${capabilities.name} appends to one stream at a time.`);
  // `client` passes on all methods of the client under test.
  const own = client as unknown as SeveralStreams;
  return {
    multiStreamAppend: (requests) => own.multiStreamAppend(requests),
    appendRecords: (records, checks) => own.appendRecords(records, checks),
  };
};
