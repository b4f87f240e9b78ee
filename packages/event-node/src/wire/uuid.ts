import { Malformed } from "./bytes.ts";
import { type Decoded, int64, message, one, text } from "./message.ts";

const Structured = message({ mostSignificantBits: one(1, int64), leastSignificantBits: one(2, int64) });

/** A UUID is sent as text or as two signed 64-bit halves. */
export const Uuid = message({ structured: one(1, Structured), string: one(2, text) });

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The sixteen bytes of a UUID in either format. */
export const uuidBytes = ({ structured, string }: Decoded<typeof Uuid>): Buffer => {
  if (structured) {
    const bytes = Buffer.alloc(16);
    bytes.writeBigInt64BE(structured.mostSignificantBits ?? 0n, 0);
    bytes.writeBigInt64BE(structured.leastSignificantBits ?? 0n, 8);
    return bytes;
  }
  if (string === undefined || !shape.test(string)) throw new Malformed(`"${string ?? ""}" is not a UUID.`);
  const hex = string.slice(0, 8) + string.slice(9, 13) + string.slice(14, 18) + string.slice(19, 23) + string.slice(24);
  return Buffer.from(hex, "hex");
};

export const uuidText = (bytes: Uint8Array): string => {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

export const structuredUuid = (id: string): Decoded<typeof Uuid> => {
  const bytes = uuidBytes({ string: id });
  return {
    structured: { mostSignificantBits: bytes.readBigInt64BE(0), leastSignificantBits: bytes.readBigInt64BE(8) },
  };
};
