import type { z } from "zod";
import {
  type CommandAbandoned,
  isCorrection,
  isOwn,
  type RecordOf,
  StoredAbandonment,
  StoredCorrection,
} from "./correction.ts";
import type { Words } from "./words.ts";

type Shape = z.ZodType;
type Upcast = (previous: never) => unknown;

/** One event type: its stored shapes, oldest first, and the upcast from each to the next. */
export interface EventType<Latest> {
  /** What it says as a sentence without its day and reason; see sentence.ts. */
  readonly words: Words;
  readonly shapes: readonly Shape[];
  readonly upcasts: readonly Upcast[];
  /** Adds the next shape. A stored shape is never edited; events of the old one are read through `upcast`. */
  became<Next extends Shape>(shape: Next, upcast: (previous: Latest) => z.input<Next>): EventType<z.output<Next>>;
  /** Carries the type of the latest shape; never read. */
  readonly latest?: Latest;
}

const eventType = <Latest>(words: Words, shapes: readonly Shape[], upcasts: readonly Upcast[]): EventType<Latest> => ({
  words,
  shapes,
  upcasts,
  // decode() passes only the output of the previous shape to `upcast`.
  became: (shape, upcast) => eventType(words, [...shapes, shape], [...upcasts, upcast as Upcast]),
});

/** An event type in its first shape, and its words, which speak of the latest one. */
export const event = <First extends Shape>(shape: First, words: Words): EventType<z.output<First>> =>
  eventType(words, [shape], []);

type Types = Readonly<Record<string, EventType<unknown>>>;

/** The union of a catalogue's events, each in its latest shape. */
export type EventOf<C extends { readonly types: Types }> = {
  [Type in keyof C["types"] & string]: {
    readonly type: Type;
    readonly data: C["types"][Type] extends EventType<infer Latest> ? Latest : never;
  };
}[keyof C["types"] & string];

/** A known event type in an unknown shape, or with data that do not fit its shape. */
export class UnreadableEvent extends Error {
  override readonly name = "UnreadableEvent";
}

type Stored = { readonly type: string; readonly data: unknown };

/**
 * The events of one stream category. Stored names are `Name`, `Name@2`, …, where the number is that of the shape.
 * `decode` returns undefined for an unknown type, and throws UnreadableEvent if it cannot read a known one.
 */
export const catalogue = <Category extends string, T extends Types>(category: Category, types: T) => {
  type Event = EventOf<{ types: T }>;

  const encodeOwn = (event: Event): Stored => {
    const { shapes } = known(types, event.type);
    return { type: storedName(event.type, shapes.length), data: shapes.at(-1)?.parse(event.data) };
  };

  const encode = (record: RecordOf<Event>): Stored => {
    if (isOwn(record)) return encodeOwn(record);
    if (!isCorrection(record)) return { type: record.type, data: StoredAbandonment.parse(record.data) };
    const { becomes, ...data } = record.data;
    return { type: record.type, data: StoredCorrection.parse({ ...data, becomes: becomes && encodeOwn(becomes) }) };
  };

  /** Decodes one of the category's own events and upcasts it to its latest shape. */
  const own = (stored: Stored): Event | undefined => {
    const [type = "", version = "1", ...rest] = stored.type.split("@");
    if (!Object.hasOwn(types, type)) return undefined;
    const { shapes, upcasts } = known(types, type);
    const first = rest.length > 0 ? Number.NaN : Number(version) - 1;
    const shape = shapes[first];
    if (shape === undefined) throw new UnreadableEvent(`${stored.type} has a shape that this version does not know.`);
    // Each upcast receives the output of the previous shape, so that the last result has the latest shape.
    const data = upcasts.slice(first).reduce(
      (previous, upcast, step) => {
        const next = shapes[first + step + 1];
        return next?.parse(upcast(previous as never));
      },
      parsed(shape, stored),
    );
    return { type, data } as Event;
  };

  const correction = (stored: Stored): RecordOf<Event> => {
    const { becomes, ...data } = parsed(StoredCorrection, stored);
    const event = becomes && own({ type: becomes.type, data: becomes.data });
    if (event === undefined) throw new UnreadableEvent(`A correction speaks of ${becomes?.type}, which is not known.`);
    // The members of the union are distinguished by `type` alone.
    return { type: "Corrected", data: { ...data, becomes: event } } as RecordOf<Event>;
  };

  const decode = (stored: Stored): RecordOf<Event> | undefined => {
    if (stored.type === "Corrected") return correction(stored);
    if (stored.type === "CommandAbandoned")
      return { type: stored.type, data: parsed(StoredAbandonment, stored) } satisfies CommandAbandoned;
    return own(stored);
  };

  return { category, types, encode, decode };
};

const parsed = <Shape extends z.ZodType>(shape: Shape, stored: Stored): z.output<Shape> => {
  const result = shape.safeParse(stored.data);
  if (!result.success) throw new UnreadableEvent(`${stored.type} cannot be read: ${result.error.message}`);
  return result.data;
};

const known = (types: Types, type: string): EventType<unknown> => {
  const found = types[type];
  if (found === undefined) throw new UnreadableEvent(`${type} is not in this catalogue.`);
  return found;
};

export const storedName = (type: string, version: number): string => (version === 1 ? type : `${type}@${version}`);
