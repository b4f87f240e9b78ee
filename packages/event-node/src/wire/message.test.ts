import { describe, expect, test } from "vitest";
import { Malformed } from "./bytes.ts";
import { bool, bytes, int64, many, message, one, text, uint32, uint64 } from "./message.ts";

const Inner = message({ name: one(1, text), numbers: many(2, uint64) });
const Outer = message({
  unsigned: one(1, uint64),
  signed: one(2, int64),
  small: one(3, uint32),
  yes: one(4, bool),
  raw: one(5, bytes),
  inner: one(16, Inner),
  inners: many(2047, Inner),
});

const bits = [0n, 1n, 127n, 128n, 2n ** 28n, 2n ** 48n - 1n, 2n ** 48n, 2n ** 49n - 1n, 2n ** 49n, 2n ** 63n - 1n];

describe("a number", () => {
  test.each([...bits, 2n ** 63n, 2n ** 64n - 1n])("without a sign is decoded as it was encoded: %s", (unsigned) => {
    expect(Outer.decode(Outer.encode({ unsigned }))).toEqual({ unsigned });
  });

  test.each([...bits, -1n, -(2n ** 48n), -(2n ** 63n)])("with a sign is decoded as it was encoded: %s", (signed) => {
    expect(Outer.decode(Outer.encode({ signed }))).toEqual({ signed });
  });

  test("is encoded as the protocol defines", () => {
    expect(Outer.encode({ unsigned: 300n })).toEqual(Buffer.from([0x08, 0xac, 0x02]));
    expect(Outer.encode({ signed: -1n })).toEqual(Buffer.from([0x10, ...Array(9).fill(0xff), 0x01]));
  });

  test("of more than 64 bits is malformed", () => {
    expect(() => Outer.decode(Buffer.from([0x08, ...Array(10).fill(0xff), 0x01]))).toThrow(Malformed);
  });
});

test("messages can be nested and repeated", () => {
  const value = {
    small: 7,
    yes: true,
    raw: Buffer.from([1, 2, 3]),
    inner: { name: "联校", numbers: [1n, 2n ** 60n] },
    inners: [{ name: "一" }, {}, { numbers: [3n] }],
  };
  expect(Outer.decode(Outer.encode(value))).toEqual(value);
});

test("an unknown field of any wire type is skipped", () => {
  const More = message({ a: one(20, text), b: one(21, uint64), c: one(22, Inner), small: one(3, uint32) });
  const more = More.encode({ a: "x", b: 5n, c: { name: "y" }, small: 9 });
  const fixed = Buffer.from([((23 << 3) % 128) | 0x85, 0x01, 1, 2, 3, 4]);
  expect(Outer.decode(Buffer.concat([more, fixed]))).toEqual({ small: 9 });
});

test("a known field with another wire type is skipped", () => {
  const Other = message({ unsigned: one(1, text), yes: one(4, bool) });
  expect(Outer.decode(Other.encode({ unsigned: "x", yes: true }))).toEqual({ yes: true });
});

test.each([[[0x08]], [[0x2a, 0x05, 0x01]], [[0x82, 0x01, 0x7f]], [[0x0b]], [[0x0d, 0x01]]])(
  "truncated bytes are malformed: %j",
  (broken) => {
    expect(() => Outer.decode(Buffer.from(broken))).toThrow(Malformed);
  },
);
