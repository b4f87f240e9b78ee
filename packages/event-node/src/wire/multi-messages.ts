import {
  bool,
  bytes,
  type Decoded,
  double,
  type Kind,
  lazy,
  many,
  message,
  one,
  sint64,
  text,
  uint32,
} from "./message.ts";
import { Any } from "./shared.ts";

/** A property's value: the protobuf form of a JSON value, with one field set. */
export interface Value {
  readonly nullValue?: number | undefined;
  readonly numberValue?: number | undefined;
  readonly stringValue?: string | undefined;
  readonly boolValue?: boolean | undefined;
  readonly structValue?: { readonly fields?: Property[] | undefined } | undefined;
  readonly listValue?: { readonly values?: Value[] | undefined } | undefined;
}

export interface Property {
  readonly key?: string | undefined;
  readonly value?: Value | undefined;
}

const anyValue: Kind<Value> = lazy(() => Value);
const Property: Kind<Property> = message({ key: one(1, text), value: one(2, anyValue) });
const Value: Kind<Value> = message({
  nullValue: one(1, uint32),
  numberValue: one(2, double),
  stringValue: one(3, text),
  boolValue: one(4, bool),
  structValue: one(5, message({ fields: many(1, Property) })),
  listValue: one(6, message({ values: many(1, anyValue) })),
});

const AppendRecord = message({
  recordId: one(1, text),
  properties: many(2, Property),
  schema: one(3, message({ format: one(1, uint32), name: one(2, text), id: one(3, text) })),
  data: one(4, bytes),
  stream: one(5, text),
});
export type AppendRecord = Decoded<typeof AppendRecord>;

/** One message of a session: the records for one stream. */
export const AppendRequest = message({
  stream: one(1, text),
  records: many(2, AppendRecord),
  expectedRevision: one(3, sint64),
});

export const AppendSessionResponse = message({
  output: many(1, message({ stream: one(1, text), streamRevision: one(2, sint64) })),
  position: one(2, sint64),
});

const StreamState = message({ stream: one(1, text), expectedState: one(2, sint64) });

export const AppendRecordsRequest = message({
  records: many(1, AppendRecord),
  checks: many(2, message({ streamState: one(1, StreamState) })),
});

export const AppendRecordsResponse = message({
  revisions: many(1, message({ stream: one(1, text), revision: one(2, sint64) })),
  position: one(2, sint64),
});

/** A complete google.rpc.Status; clients that keep only one of the details keep the last one. */
export const DetailedStatus = message({ code: one(1, uint32), message: one(2, text), details: many(3, Any) });

export const ErrorInfo = message({ reason: one(1, text), domain: one(2, text) });
export const BadRequest = message({
  fieldViolations: many(1, message({ field: one(1, text), description: one(2, text) })),
});
export const AccessDenied = message({ operation: one(1, text), username: one(2, text), permission: one(3, text) });
/** The details of StreamTombstoned and StreamAlreadyInAppendSession. */
export const OfStream = message({ stream: one(1, text) });
export const StreamRevisionConflict = message({
  stream: one(1, text),
  expectedRevision: one(2, sint64),
  actualRevision: one(3, sint64),
});
export const AppendRecordSizeExceeded = message({
  stream: one(1, text),
  recordId: one(2, text),
  size: one(3, uint32),
  maxSize: one(4, uint32),
});
export const AppendTransactionSizeExceeded = message({ size: one(1, uint32), maxSize: one(2, uint32) });

const StreamStateViolation = message({
  stream: one(1, text),
  expectedState: one(2, sint64),
  actualState: one(3, sint64),
});
export const AppendConsistencyViolation = message({
  violations: many(1, message({ checkIndex: one(1, uint32), streamState: one(2, StreamStateViolation) })),
});
