import type {
  AppendRecordInput,
  AppendStreamRequest,
  ConsistencyCheck,
  KurrentDBClient,
} from "@kurrent/kurrentdb-client";
import { capabilities, type StoreClient } from "./under-test.ts";

/** What only one client can say: appends to several streams at once. */
export type SeveralStreams = Pick<KurrentDBClient, "multiStreamAppend" | "appendRecords">;
export type { AppendRecordInput, AppendStreamRequest, ConsistencyCheck };

export const severalStreams = (client: StoreClient): SeveralStreams => {
  if (!capabilities.appendsToSeveralStreams) throw new Error(`${capabilities.name} appends to one stream at a time.`);
  // The client under test passes on all of its own calls.
  const own = client as unknown as SeveralStreams;
  return {
    multiStreamAppend: (requests) => own.multiStreamAppend(requests),
    appendRecords: (records, checks) => own.appendRecords(records, checks),
  };
};
