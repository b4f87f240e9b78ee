import { isCorrection, type MembershipEvent, membershipMeaning, spansOf } from "@lianxiao/events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { groupId } from "../../../test/events.ts";
import { knownGroup, knownMembership } from "../../../test/known.ts";
import { attempts, inTwoOrders, recordedBy } from "../../../test/random-record.ts";
import { approved, around, dissolved, drafted, joined, left, member, proposed, roleChanged } from "./group.fixture.ts";
import { membershipCategory } from "./membership.ts";

/** The second group begins a year later than the others, the third ends before the last day. */
const groups = [1, 2, 3].map((n) => {
  const id = groupId(n);
  const approval = approved(n === 2 ? "2021-09-01" : "2020-09-01", { groupId: id });
  const end = dissolved("2022-09-01", { groupId: id });
  return knownGroup(id, drafted({ groupId: id }), approval, ...(n === 3 ? [end] : []));
});

const on = fc.constantFrom("2020-09-01", "2021-03-01", "2021-09-01", "2022-03-01", "2022-09-01", "2023-03-01");
const id = fc.constantFrom(...groups.map(({ id }) => id));
const tightness = fc.constantFrom("TIGHT" as const, "TIGHT" as const, "LOOSE" as const);
const proposal = fc.option(
  fc.nat({ max: 9 }).map((n) => `given-${n}`),
  { nil: undefined, freq: 6 },
);

const events: fc.Arbitrary<MembershipEvent> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(on, id, tightness, proposal)
      .map(([on, id, tightness, proposal]) => joined(on, id, { tightness, ...(proposal && { proposal }) })),
  },
  { weight: 4, arbitrary: fc.tuple(on, id).map(([on, id]) => left(on, id)) },
  fc.tuple(on, id).map(([on, id]) => roleChanged(on, "CORE", id)),
  fc.tuple(on, id).map(([on, id]) => proposed(on, id)),
);

test("states follow from the days, whatever the order of recording", () => {
  fc.assert(
    fc.property(inTwoOrders(events, membershipMeaning.on), ([one, other]) => {
      const spans = (record: readonly MembershipEvent[]) =>
        spansOf(membershipMeaning, knownMembership(member, ...record).facts).map(({ from, state: { stays } }) => [
          from,
          stays,
        ]);
      expect(spans(other)).toEqual(spans(one));
    }),
    { numRuns: 500 },
  );
});

test("no record that was accepted has overlapping tight stays, or says anything outside of a stay or a group's life", () => {
  const seen = { corrections: 0, withdrawals: 0, tight: 0 };
  fc.assert(
    fc.property(attempts(events), (tried) => {
      const entries = recordedBy(membershipCategory, tried, (entries) =>
        around(
          entries.map(({ event }) => event),
          { groups },
        ),
      );
      for (const { event } of entries)
        if (isCorrection(event)) seen[event.data.becomes === null ? "withdrawals" : "corrections"] += 1;
      const { facts } = knownMembership(member, ...entries.map(({ event }) => event));
      const lives = (id: string, day: string) => groups.find((group) => group.id === id)?.on(day)?.status === "ACTIVE";

      for (const { from, state } of spansOf(membershipMeaning, facts)) {
        const tight = Object.entries(state.stays).filter(([id, stay]) => stay.tightness === "TIGHT" && lives(id, from));
        seen.tight += tight.length;
        expect(tight.length, from).toBeLessThanOrEqual(1);
        for (const [id, { since }] of Object.entries(state.stays)) expect(lives(id, since)).toBe(true);
      }
      // Recounted: a group's joinings and leavings take turns, and roles change between them.
      for (const { id } of groups) {
        let isIn = false;
        for (const { event } of facts.filter(({ event }) => event.data.groupId === id)) {
          if (event.type === "MembershipProposed" || event.type === "MembershipProposalEnded") continue;
          expect(isIn, event.type).toBe(event.type !== "SchoolJoinedGroup");
          if (event.type !== "MemberRoleChanged") isIn = event.type === "SchoolJoinedGroup";
        }
      }
    }),
    { numRuns: 1_000 },
  );
  // A property of records that nobody could correct would say nothing of corrections.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
});
