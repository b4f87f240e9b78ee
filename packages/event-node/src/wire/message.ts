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

/** How one kind of value stands on the wire. */
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

/** A message as a table of its fields; every field may be absent. */
export interface Message<T> extends Kind<T> {
  readonly decode: (bytes: Buffer) => T;
  readonly encode: (value: T) => Buffer;
}

/** The object that a message decodes to. */
export type Decoded<M> = M extends Message<infer T> ? T : never;

export const uint64: Kind<bigint> = { wire: 0, read: readUnsigned, write: writeUnsigned };
export const int64: Kind<bigint> = {
  wire: 0,
  read: (from) => BigInt.asIntN(64, readUnsigned(from)),
  write: writeUnsigned,
};
/** Small numbers of either sign: 0, -1, 1, -2 … are written as 0, 1, 2, 3 … */
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

/** A kind that is only looked up when it is needed, for messages that contain themselves. */
export const lazy = <T>(kind: () => Kind<T>): Kind<T> => ({
  wire: 2,
  read: (from) => kind().read(from),
  write: (to, value) => kind().write(to, value),
});

type Fields<T> = { readonly [K in keyof T]: Field<T[K]> };
type Present<T> = { readonly [K in keyof T]?: T[K] | undefined };

export const message = <T extends object>(fields: Fields<T>): Message<Present<T>> => {
  // A key of `fields` pairs with the field of the same name; Object.entries forgets that.
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
