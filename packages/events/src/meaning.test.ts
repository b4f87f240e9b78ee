import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Entry, factsOf, type Meaning, spansOf, stateOn } from "./meaning.ts";

type Event =
  | { readonly type: "Left"; readonly data: { readonly on: string } }
  | { readonly type: "Joined"; readonly data: { readonly on: string; readonly as: string } };

const meaning: Meaning<string | undefined, Event> = {
  category: "stay",
  initial: undefined,
  on: ({ data }) => data.on,
  about: ({ type }) => type,
  evolve: { Left: () => undefined, Joined: (_before, data) => data.as },
};

const joined = (id: string, on: string, as = id): Entry<Event> => ({ id, event: { type: "Joined", data: { on, as } } });
const left = (id: string, on: string): Entry<Event> => ({ id, event: { type: "Left", data: { on } } });
const corrects = (id: string, event: string, becomes: Entry<Event> | null): Entry<Event> => ({
  id,
  event: {
    type: "Corrected",
    // Only the category's own events are passed as `becomes`.
    data: { event, becomes: becomes && (becomes.event as Event), reason: "误录" },
  },
});

const on = (day: string, ...entries: readonly Entry<Event>[]) =>
  stateOn(spansOf(meaning, factsOf(meaning, entries)), day);

describe("a record's state", () => {
  test("follows the days, not the order of recording", () => {
    const record = [joined("late", "2022-01-01"), joined("early", "2020-01-01")];
    expect([on("2019-12-31", ...record), on("2020-01-01", ...record), on("2022-01-01", ...record)]).toEqual([
      undefined,
      "early",
      "late",
    ]);
  });

  test("applies an end before a beginning on the same day, whichever was recorded first", () => {
    for (const record of [
      [joined("1", "2020-01-01"), joined("2", "2021-01-01"), left("3", "2021-01-01")],
      [joined("1", "2020-01-01"), left("3", "2021-01-01"), joined("2", "2021-01-01")],
    ])
      expect(on("2021-01-01", ...record)).toBe("2");
  });

  test("follows the order of recording for events of the same day and type", () => {
    expect(on("2020-01-01", joined("1", "2020-01-01"), joined("2", "2020-01-01"))).toBe("2");
  });
});

describe("a correction", () => {
  const wrong = joined("1", "2020-01-01");

  test("moves a fact to the corrected day", () => {
    const record = [wrong, corrects("c", "1", joined("", "2021-01-01", "right"))];
    expect([on("2020-06-01", ...record), on("2021-06-01", ...record)]).toEqual([undefined, "right"]);
  });

  test("withdraws an event, and is replaced by a later correction", () => {
    const gone = [wrong, corrects("c", "1", null)];
    expect(on("2020-06-01", ...gone)).toBeUndefined();
    expect(on("2020-06-01", ...gone, corrects("d", "1", joined("", "2020-03-01", "back")))).toBe("back");
  });

  test("keeps the place at which the event was first recorded", () => {
    const record = [wrong, joined("2", "2020-01-01"), corrects("c", "1", joined("", "2020-01-01", "mended"))];
    expect(on("2020-01-01", ...record)).toBe("2");
  });

  test("of an unknown event changes nothing", () => {
    expect(on("2020-06-01", wrong, corrects("c", "elsewhere", null))).toBe("1");
  });
});

test("the order of recording does not matter if no two facts have the same day and type", () => {
  const days = ["2020-01-01", "2020-06-01", "2021-01-01", "2021-06-01", "2022-01-01"];
  const record = fc.uniqueArray(fc.record({ on: fc.constantFrom(...days), leaves: fc.boolean() }), {
    selector: ({ on, leaves }) => `${on} ${leaves}`,
  });
  fc.assert(
    fc.property(record, fc.infiniteStream(fc.nat()), (facts, order) => {
      const entries = facts.map(({ on, leaves }, n) => (leaves ? left(`${n}`, on) : joined(`${n}`, on)));
      const shuffled = entries.map((entry) => ({ entry, at: order.next().value })).sort((a, b) => a.at - b.at);
      for (const day of days) expect(on(day, ...shuffled.map(({ entry }) => entry))).toBe(on(day, ...entries));
    }),
  );
});

test("an incremental fold gives the same spans as a full fold", () => {
  const days = ["2020-01-01", "2020-06-01", "2021-01-01", "2021-06-01"];
  const record = fc.array(fc.record({ on: fc.constantFrom(...days), leaves: fc.boolean(), gone: fc.nat({ max: 9 }) }));
  fc.assert(
    fc.property(record, (facts) => {
      let before: Parameters<typeof spansOf<string | undefined, Event>>[2];
      const entries: Entry<Event>[] = [];
      facts.forEach(({ on, leaves, gone }, n) => {
        const said = leaves ? left(`${n}`, on) : joined(`${n}`, on);
        entries.push(gone < n ? corrects(`c${n}`, `${gone}`, null) : said);
        const now = factsOf(meaning, entries);
        const spans = spansOf(meaning, now, before);
        expect(spans).toEqual(spansOf(meaning, now));
        before = { facts: now, spans };
      });
    }),
  );
});
