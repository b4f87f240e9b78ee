import type { z } from "zod";

type Shape = z.ZodType;
type Upcast = (previous: never) => unknown;

/** One event of the published language: its stored shapes, oldest first, and the way from each to the next. */
export interface EventType<Latest> {
  readonly shapes: readonly Shape[];
  readonly upcasts: readonly Upcast[];
  /** The next shape. A stored shape is never edited; the old one stays readable through `upcast`. */
  became<Next extends Shape>(shape: Next, upcast: (previous: Latest) => z.input<Next>): EventType<z.output<Next>>;
  /** Carries the type of the latest shape; never read. */
  readonly latest?: Latest;
}

const eventType = <Latest>(shapes: readonly Shape[], upcasts: readonly Upcast[]): EventType<Latest> => ({
  shapes,
  upcasts,
  // `upcast` takes the output of the shape before it, which is the only thing that decode() hands to it.
  became: (shape, upcast) => eventType([...shapes, shape], [...upcasts, upcast as Upcast]),
});

/** An event type in its first shape. */
export const event = <First extends Shape>(shape: First): EventType<z.output<First>> => eventType([shape], []);

type Types = Readonly<Record<string, EventType<unknown>>>;

/** The union of a catalogue's events, each in its latest shape. */
export type EventOf<C extends { readonly types: Types }> = {
  [Type in keyof C["types"] & string]: {
    readonly type: Type;
    readonly data: C["types"][Type] extends EventType<infer Latest> ? Latest : never;
  };
}[keyof C["types"] & string];

/** A known event type in a shape that this version does not know, or data that its shape refuses. */
export class UnreadableEvent extends Error {
  override readonly name = "UnreadableEvent";
}

/**
 * The events of one stream category. Stored names are `Name`, `Name@2`, …: the name says how to read the data.
 * `decode` gives undefined for a type that nobody here knows and throws UnreadableEvent for one it cannot read.
 */
export const catalogue = <Category extends string, T extends Types>(category: Category, types: T) => ({
  category,
  types,
  encode: (message: EventOf<{ types: T }>): { readonly type: string; readonly data: unknown } => {
    const { shapes } = known(types, message.type);
    const shape = shapes.at(-1);
    return { type: storedName(message.type, shapes.length), data: shape?.parse(message.data) };
  },
  decode: (stored: { readonly type: string; readonly data: unknown }): EventOf<{ types: T }> | undefined => {
    const [type = "", version = "1"] = stored.type.split("@");
    if (!Object.hasOwn(types, type)) return undefined;
    const { shapes, upcasts } = known(types, type);
    const first = Number(version) - 1;
    const parsed = shapes[first]?.safeParse(stored.data);
    if (!parsed?.success)
      throw new UnreadableEvent(
        `${stored.type} cannot be read: ${parsed?.error.message ?? "this version does not know that shape"}`,
      );
    // Each upcast receives what the shape before it gave; the last result has the latest shape by construction.
    const data = upcasts.slice(first).reduce((previous, upcast, step) => {
      const next = shapes[first + step + 1];
      return next?.parse(upcast(previous as never));
    }, parsed.data);
    return { type, data } as EventOf<{ types: T }>;
  },
});

const known = (types: Types, type: string): EventType<unknown> => {
  const found = types[type];
  if (found === undefined) throw new UnreadableEvent(`${type} is not in this catalogue.`);
  return found;
};

const storedName = (type: string, version: number): string => (version === 1 ? type : `${type}@${version}`);
