/** A position in bytes that are being decoded. */
export type Cursor = { readonly bytes: Buffer; at: number; end: number };

/** A buffer that grows while it is written to. */
export type Sink = { bytes: Buffer; at: number };

/** The bytes are not a valid protobuf message. */
export class Malformed extends Error {}

export const cursor = (bytes: Buffer): Cursor => ({ bytes, at: 0, end: bytes.length });

const byte = (from: Cursor): number => {
  const value = from.at < from.end ? from.bytes[from.at] : undefined;
  if (value === undefined) throw new Malformed("The message ends in the middle of a field.");
  from.at += 1;
  return value;
};

/** Up to seven bytes of a varint fit a double exactly; longer ones need bigint arithmetic. */
export const readUnsigned = (from: Cursor): bigint => {
  let low = 0;
  for (let place = 1, read = 0; read < 7; read += 1, place *= 128) {
    const next = byte(from);
    low += (next & 0x7f) * place;
    if (next < 0x80) return BigInt(low);
  }
  let high = 0;
  for (let place = 1, read = 0; read < 3; read += 1, place *= 128) {
    const next = byte(from);
    high += (next & 0x7f) * place;
    if (next < 0x80) return BigInt.asUintN(64, BigInt(low) + (BigInt(high) << 49n));
  }
  throw new Malformed("A number is longer than 64 bits.");
};

/**
 * Reads a number that is known to be small (a tag, a length, a 32-bit value) without bigints, because every field has
 * several.
 */
export const readSmall = (from: Cursor): number => {
  let value = 0;
  for (let read = 0; read < 10; read += 1) {
    const next = byte(from);
    if (read < 5) value |= (next & 0x7f) << (7 * read);
    if (next < 0x80) return value >>> 0;
  }
  throw new Malformed("A number is longer than 64 bits.");
};

export const readBytes = (from: Cursor): Buffer => {
  const length = readSmall(from);
  const start = from.at;
  if (length > from.end - start) throw new Malformed("A field is longer than its message.");
  from.at = start + length;
  return from.bytes.subarray(start, from.at);
};

export const readDouble = (from: Cursor): number => {
  if (from.end - from.at < 8) throw new Malformed("The message ends in the middle of a field.");
  const value = from.bytes.readDoubleLE(from.at);
  from.at += 8;
  return value;
};

/** Skips an unknown field. */
export const skip = (from: Cursor, wire: number): void => {
  if (wire === 0) readUnsigned(from);
  else if (wire === 2) readBytes(from);
  else if (wire === 1 || wire === 5) from.at += wire === 1 ? 8 : 4;
  else throw new Malformed(`Wire type ${wire} is not supported.`);
  if (from.at > from.end) throw new Malformed("The message ends in the middle of a field.");
};

export const sink = (size = 64): Sink => ({ bytes: Buffer.allocUnsafe(size), at: 0 });

export const written = (to: Sink): Buffer => to.bytes.subarray(0, to.at);

const reserve = (to: Sink, count: number): void => {
  if (to.at + count <= to.bytes.length) return;
  const grown = Buffer.allocUnsafe(Math.max(to.bytes.length * 2, to.at + count));
  to.bytes.copy(grown, 0, 0, to.at);
  to.bytes = grown;
};

export const writeSmall = (to: Sink, value: number): void => {
  reserve(to, 8);
  let rest = value;
  while (rest >= 0x80) {
    to.bytes[to.at++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  to.bytes[to.at++] = rest;
};

export const writeUnsigned = (to: Sink, value: bigint): void => {
  if (value >= 0n && value <= 0xffff_ffff_ffffn) {
    writeSmall(to, Number(value));
    return;
  }
  reserve(to, 10);
  let rest = BigInt.asUintN(64, value);
  while (rest >= 0x80n) {
    to.bytes[to.at++] = Number(rest & 0x7fn) | 0x80;
    rest >>= 7n;
  }
  to.bytes[to.at++] = Number(rest);
};

export const writeDouble = (to: Sink, value: number): void => {
  reserve(to, 8);
  to.at = to.bytes.writeDoubleLE(value, to.at);
};

export const writeBytes = (to: Sink, value: Uint8Array): void => {
  writeSmall(to, value.length);
  writeRaw(to, value);
};

export const writeRaw = (to: Sink, value: Uint8Array): void => {
  reserve(to, value.length);
  to.bytes.set(value, to.at);
  to.at += value.length;
};

export const writeText = (to: Sink, value: string): void => {
  const length = Buffer.byteLength(value);
  writeSmall(to, length);
  reserve(to, length);
  to.at += to.bytes.write(value, to.at);
};

/** The encoded size of a varint. */
export const varintSize = (value: bigint | number): number => {
  let size = 1;
  for (let rest = Number(value); rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  return size;
};
