import { describe, expect, test } from "vitest";
import { z } from "zod";
import { catalogue, event, UnreadableEvent } from "./event-type.ts";

const lamps = catalogue("lamp", {
  LampLit: event(z.strictObject({ room: z.string() }))
    .became(z.strictObject({ room: z.string(), watts: z.int() }), ({ room }) => ({ room, watts: 60 }))
    .became(z.strictObject({ place: z.string(), watts: z.int() }), ({ room, watts }) => ({ place: room, watts })),
  LampOut: event(z.strictObject({ room: z.string(), why: z.string().default("unknown") })),
});

describe("an event with a past", () => {
  test("is read in its latest shape whichever it was stored in", () => {
    const latest = { type: "LampLit", data: { place: "hall", watts: 60 } };
    expect(lamps.decode({ type: "LampLit", data: { room: "hall" } })).toEqual(latest);
    expect(lamps.decode({ type: "LampLit@2", data: { room: "hall", watts: 60 } })).toEqual(latest);
    expect(lamps.decode({ type: "LampLit@3", data: { place: "hall", watts: 60 } })).toEqual(latest);
  });

  test("is written in its latest shape, under that shape's name", () => {
    expect(lamps.encode({ type: "LampLit", data: { place: "hall", watts: 5 } })).toEqual({
      type: "LampLit@3",
      data: { place: "hall", watts: 5 },
    });
    expect(lamps.encode({ type: "LampOut", data: { room: "hall", why: "bedtime" } }).type).toBe("LampOut");
  });

  test("takes a default for a field that came later", () => {
    expect(lamps.decode({ type: "LampOut", data: { room: "hall" } })?.data).toEqual({ room: "hall", why: "unknown" });
  });
});

describe("what cannot be read", () => {
  test("a type that nobody here knows is not ours to judge", () => {
    expect(lamps.decode({ type: "WindowOpened", data: {} })).toBeUndefined();
    expect(lamps.decode({ type: "toString", data: {} })).toBeUndefined();
  });
  test("a known type in a shape of the future stops the reader", () => {
    expect(() => lamps.decode({ type: "LampLit@4", data: {} })).toThrow(UnreadableEvent);
  });
  test("data that its shape refuses stops the reader", () => {
    expect(() => lamps.decode({ type: "LampLit", data: { room: 7 } })).toThrow(UnreadableEvent);
    expect(() => lamps.decode({ type: "LampLit", data: new Uint8Array([255, 255]) })).toThrow(UnreadableEvent);
  });
});
