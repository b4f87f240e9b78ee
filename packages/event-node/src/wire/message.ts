import {
  type Cursor,
  cursor,
  readBytes,
  readDouble,
  readSmall,
  readUnsigned,
  type Sink,
  sink,
  skip,
  writeBytes,
  writeDouble,
  writeSmall,
  writeText,
  writeUnsigned,
  written,
} from "./bytes.ts";

/** How values of one type are encoded. */
export interface Kind<T> {
  readonly wire: 0 | 1 | 2;
  readonly read: (from: Cursor) => T;
  readonly write: (to: Sink, value: T) => void;
}

interface Field<T> {
  readonly number: number;
  readonly wire: 0 | 1 | 2;
  readonly read: (from: Cursor, before: T | undefined) => T;
  readonly write: (to: Sink, value: T) => void;
}

/** A message as a table of its fields; every field is optional. */
export interface Message<T> extends Kind<T> {
  readonly decode: (bytes: Buffer) => T;
  readonly encode: (value: T) => Buffer;
}

/** The type of a decoded message. */
export type Decoded<M> = M extends Message<infer T> ? T : never;

export const uint64: Kind<bigint> = { wire: 0, read: readUnsigned, write: writeUnsigned };
export const int64: Kind<bigint> = {
  wire: 0,
  read: (from) => BigInt.asIntN(64, readUnsigned(from)),
  write: writeUnsigned,
};
/** Zigzag encoding: 0, -1, 1, -2 … are encoded as 0, 1, 2, 3 … */
export const sint64: Kind<bigint> = {
  wire: 0,
  read: (from) => {
    const folded = readUnsigned(from);
    return folded & 1n ? -(folded >> 1n) - 1n : folded >> 1n;
  },
  write: (to, value) => writeUnsigned(to, value < 0n ? -value * 2n - 1n : value * 2n),
};
export const double: Kind<number> = { wire: 1, read: readDouble, write: writeDouble };
export const uint32: Kind<number> = { wire: 0, read: readSmall, write: writeSmall };
export const bool: Kind<boolean> = {
  wire: 0,
  read: (from) => readUnsigned(from) !== 0n,
  write: (to, value) => writeSmall(to, value ? 1 : 0),
};
export const bytes: Kind<Buffer> = { wire: 2, read: readBytes, write: writeBytes };
export const text: Kind<string> = { wire: 2, read: (from) => readBytes(from).toString("utf8"), write: writeText };

export const one = <T>(number: number, kind: Kind<T>): Field<T> => ({
  number,
  wire: kind.wire,
  read: kind.read,
  write: (to, value) => {
    writeSmall(to, number * 8 + kind.wire);
    kind.write(to, value);
  },
});

export const many = <T>(number: number, kind: Kind<T>): Field<T[]> => {
  const single = one(number, kind);
  return {
    ...single,
    read: (from, before = []) => {
      before.push(single.read(from, undefined));
      return before;
    },
    write: (to, values) => {
      for (const value of values) single.write(to, value);
    },
  };
};

/** A type that is looked up when it is used, for recursive messages. */
export const lazy = <T>(kind: () => Kind<T>): Kind<T> => ({
  wire: 2,
  read: (from) => kind().read(from),
  write: (to, value) => kind().write(to, value),
});

type Fields<T> = { readonly [K in keyof T]: Field<T[K]> };
type Present<T> = { readonly [K in keyof T]?: T[K] | undefined };

export const message = <T extends object>(fields: Fields<T>): Message<Present<T>> => {
  // Each key of `fields` has the field of that name; Object.entries loses this type.
  const entries = Object.entries(fields) as [keyof T, Field<T[keyof T]>][];
  const byNumber = new Map(entries.map((entry) => [entry[1].number, entry]));

  const readAll = (from: Cursor): Present<T> => {
    const value: { [K in keyof T]?: T[K] | undefined } = {};
    while (from.at < from.end) {
      const tag = readSmall(from);
      const entry = byNumber.get(tag >>> 3);
      if (entry === undefined || entry[1].wire !== (tag & 7)) skip(from, tag & 7);
      else value[entry[0]] = entry[1].read(from, value[entry[0]]);
    }
    return value;
  };
  const decode = (from: Buffer) => readAll(cursor(from));
  const encode = (value: Present<T>) => {
    const to = sink();
    for (const [key, field] of entries) {
      const given = value[key];
      if (given !== undefined) field.write(to, given);
    }
    return written(to);
  };
  return {
    wire: 2,
    decode,
    encode,
    read: (from) => decode(readBytes(from)),
    write: (to, value) => writeBytes(to, encode(value)),
  };
};
