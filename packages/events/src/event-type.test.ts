import { describe, expect, test } from "vitest";
import { z } from "zod";
import { catalogue, event, UnreadableEvent } from "./event-type.ts";

const lamps = catalogue("lamp", {
  LampLit: event(z.strictObject({ room: z.string() }), ["点亮", "lit"])
    .became(z.strictObject({ room: z.string(), watts: z.int() }), ({ room }) => ({ room, watts: 60 }))
    .became(z.strictObject({ place: z.string(), watts: z.int() }), ({ room, watts }) => ({ place: room, watts })),
  LampOut: event(z.strictObject({ room: z.string(), why: z.string().default("unknown") }), ["熄灭", "out"]),
});

describe("an event type with several stored shapes", () => {
  test("is read in its latest shape, whichever shape it was stored in", () => {
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

  test("gets the default for a field that was added later", () => {
    expect(lamps.decode({ type: "LampOut", data: { room: "hall" } })?.data).toEqual({ room: "hall", why: "unknown" });
  });
});

describe("decoding", () => {
  test("returns undefined for an unknown type", () => {
    expect(lamps.decode({ type: "WindowOpened", data: {} })).toBeUndefined();
    expect(lamps.decode({ type: "toString", data: {} })).toBeUndefined();
  });
  test("throws for a known type in a shape newer than this version", () => {
    expect(() => lamps.decode({ type: "LampLit@4", data: {} })).toThrow(UnreadableEvent);
  });
  test("throws for data that does not match its shape", () => {
    expect(() => lamps.decode({ type: "LampLit", data: { room: 7 } })).toThrow(UnreadableEvent);
    expect(() => lamps.decode({ type: "LampLit", data: new Uint8Array([255, 255]) })).toThrow(UnreadableEvent);
  });
});
