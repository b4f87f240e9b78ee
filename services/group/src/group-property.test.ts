import { type GroupEvent, groupMeaning, spansOf } from "@lianxiao/events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { knownGroup } from "../../../test/known.ts";
import { attempts, inTwoOrders, recordedBy } from "../../../test/random-record.ts";
import {
  approved,
  dissolved,
  drafted,
  group,
  lead,
  leadChanged,
  leadLost,
  member,
  openSchool,
  renamed,
  resumed,
  suspended,
} from "./group.fixture.ts";
import { groupCategory } from "./group.ts";

const open = { leads: [openSchool(lead), openSchool(member)] };

const on = fc.constantFrom("2020-09-01", "2021-03-01", "2021-09-01", "2022-03-01", "2022-09-01", "2023-03-01");

const events: fc.Arbitrary<GroupEvent> = fc.oneof(
  on.map((on) => approved(on)),
  on.map((on) => renamed(on, `名 ${on}`)),
  { weight: 2, arbitrary: on.map(suspended) },
  { weight: 2, arbitrary: on.map(resumed) },
  on.map(leadLost),
  fc.tuple(on, fc.constantFrom(lead, member)).map(([on, school]) => leadChanged(on, school)),
  on.map((on) => dissolved(on)),
);

test("states follow from the days, whatever the order of recording", () => {
  fc.assert(
    fc.property(inTwoOrders(events, groupMeaning.on), ([one, other]) => {
      const spans = (record: readonly GroupEvent[]) =>
        spansOf(groupMeaning, knownGroup(group, drafted(), ...record).facts);
      expect(spans(other)).toEqual(spans(one));
    }),
    { numRuns: 500 },
  );
});

test("no record that was accepted says anything of a group before its approval or after its end", () => {
  let tried = 0;
  fc.assert(
    fc.property(attempts(events), (attempts) => {
      const beginning = [drafted(), approved("2021-03-01")].map((event) => ({ is: "SAID" as const, event }));
      const entries = recordedBy(groupCategory, [...beginning, ...attempts], () => open);
      tried += entries.length - beginning.length;
      const { facts } = knownGroup(group, ...entries.map(({ event }) => event));
      const dated = facts.filter(({ event }) => event.type !== "GroupDrafted");
      const daysOf = (type: GroupEvent["type"]) => facts.filter(({ event }) => event.type === type).map(({ on }) => on);
      const [approval = "9999-12-31", ...again] = daysOf("GroupApproved");
      const [end = "9999-12-31", ...twice] = daysOf("GroupDissolved");
      expect([...again, ...twice]).toEqual([]);
      for (const { on, event } of dated) expect(approval <= on && on <= end, `${event.type} ${on}`).toBe(true);
    }),
    { numRuns: 1_000 },
  );
  // A property of groups of which nothing could be recorded would say nothing.
  expect(tried).toBeGreaterThan(1_000);
});
