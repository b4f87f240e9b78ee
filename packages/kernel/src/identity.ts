import { hash } from "node:crypto";

const namespace = Buffer.from("6f1c9d1e4b0a5c3e9a7d2f8b1e60c4a7", "hex");

/** RFC 9562 version 5 UUID of `name` in our own namespace: the same name always gives the same id. */
export const uuidV5 = (...name: readonly string[]): string => {
  const named = Buffer.concat([namespace, Buffer.from(name.join("\u0000"))]);
  const bytes = hash("sha1", named, "buffer").subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};
