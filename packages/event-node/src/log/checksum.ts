import { crc32 } from "node:zlib";

/** What a stored event must still add up to: its bytes, at its place. */
export const checksum = (position: bigint, body: Uint8Array): number => crc32(body, crc32(String(position)));
