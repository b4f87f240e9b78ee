/** The value of each hexadecimal digit, by its character code. */
const digits = new Uint8Array(128);
for (const [value, digit] of [..."0123456789abcdef"].entries()) digits[digit.charCodeAt(0)] = value;

/** Reads eight digits of an id; the hyphens have fixed places. */
const word = (text: Uint8Array, places: readonly number[]): number => {
  let value = 0;
  for (const place of places) value = (value << 4) | (digits[text[place] ?? 0] ?? 0);
  return value >>> 0;
};

const words = [
  [0, 1, 2, 3, 4, 5, 6, 7],
  [9, 10, 11, 12, 14, 15, 16, 17],
  [19, 20, 21, 22, 24, 25, 26, 27],
  [28, 29, 30, 31, 32, 33, 34, 35],
] as const;

/** Writes a 64-bit varint given as two halves; bigints would cost ten allocations per event. */
const writeHalf = (to: Buffer, from: number, high: number, low: number): number => {
  let at = from;
  let [upper, lower] = [high, low];
  while (upper !== 0 || lower > 0x7f) {
    to[at++] = (lower & 0x7f) | 0x80;
    lower = ((lower >>> 7) | (upper << 25)) >>> 0;
    upper >>>= 7;
  }
  to[at++] = lower;
  return at;
};

/**
 * Converts the field of an event's id from text to the structured form: field 1, which contains a message whose field 1
 * has two numbers.
 */
export const structuredIdField = (text: Uint8Array): Buffer => {
  const field = Buffer.allocUnsafe(26);
  field[4] = 0x08;
  let at = writeHalf(field, 5, word(text, words[0]), word(text, words[1]));
  field[at++] = 0x10;
  at = writeHalf(field, at, word(text, words[2]), word(text, words[3]));
  field[0] = 0x0a;
  field[1] = at - 2;
  field[2] = 0x0a;
  field[3] = at - 4;
  return field.subarray(0, at);
};
