/** What each hexadecimal digit stands for, by its character. */
const digits = new Uint8Array(128);
for (const [value, digit] of [..."0123456789abcdef"].entries()) digits[digit.charCodeAt(0)] = value;

/** Eight digits of an id's text; the hyphens have fixed places. */
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

/** A varint of 64 bits, given as two halves: a bigint would cost ten allocations an event. */
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

/** The field that holds an event's id, told as text, in the structured form: field 1, and in it field 1 of two numbers. */
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
