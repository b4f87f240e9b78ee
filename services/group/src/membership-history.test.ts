import { type MembershipEvent, membershipMeaning, type RecordOf, spansOf } from "@lianxiao/events";
import { describe, expect, test } from "vitest";
import { groupId } from "../../../test/events.ts";
import { corrects, knownMembership } from "../../../test/known.ts";
import { given } from "../../../test/spec.ts";
import { around, group, joined, left, member, proposed, roleChanged } from "./group.fixture.ts";
import { membershipCategory } from "./membership.ts";

const another = groupId(2);

const recorded = (...history: readonly RecordOf<MembershipEvent>[]) => ({
  when: (...said: readonly RecordOf<MembershipEvent>[]) =>
    given(membershipCategory, ...history).when(said, around(history)),
});

/** From when on the school is in which groups. */
const staysOf = (...history: readonly RecordOf<MembershipEvent>[]) =>
  spansOf(membershipMeaning, knownMembership(member, ...history).facts)
    .filter(({ from }) => from !== "")
    .map(({ from, state }) => [from, ...Object.keys(state.stays)]);

describe("a stay that was missed", () => {
  test("and lies before a later one in the group is recorded with its end", () => {
    const later = [joined("2022-09-01"), left("2023-09-01")];
    const missed = [joined("2021-01-01"), left("2021-06-01")];
    recorded(...later)
      .when(...missed)
      .holds();
    expect(staysOf(...later, ...missed)).toEqual(staysOf(...missed, ...later));
    expect(staysOf(...later, ...missed)).toEqual([
      ["2021-01-01", group],
      ["2021-06-01"],
      ["2022-09-01", group],
      ["2023-09-01"],
    ]);
  });

  test("in another tight group ends on the day on which the later one begins", () =>
    recorded(joined("2022-09-01")).when(joined("2021-09-01", another), left("2022-09-01", another)).holds());

  test("and reaches into a later one is refused and names that one", () => {
    const fact = { record: "given-0", type: "SchoolJoinedGroup", on: "2022-09-01" };
    recorded(joined("2022-09-01")).when(joined("2021-09-01")).refuses("ALREADY_MEMBER", { fact });
    recorded(joined("2022-09-01"))
      .when(joined("2021-09-01", another), left("2022-09-02", another))
      .refuses("ALREADY_IN_A_TIGHT_GROUP", { groupId: another, since: "2021-09-01", fact });
  });
});

test("leaving one tight group and joining another on one day is accepted in either order of recording", () => {
  const change = [left("2022-09-01"), joined("2022-09-01", another)] as const;
  recorded(joined("2021-09-01"))
    .when(...change)
    .holds();
  recorded(joined("2021-09-01"))
    .when(...change.toReversed())
    .holds();
  expect(staysOf(joined("2021-09-01"), ...change.toReversed())).toEqual([
    ["2021-09-01", group],
    ["2022-09-01", another],
  ]);
});

test("a stay that would end on the day on which it begins is withdrawn, not ended", () => {
  recorded(joined("2022-09-01")).when(left("2022-09-01")).refuses("NOT_A_MEMBER");
  recorded(joined("2022-09-01")).when(corrects<MembershipEvent>(0, null)).holds();
});

describe("a correction", () => {
  const stay = [joined("2021-09-01"), roleChanged("2022-03-01", "CORE"), left("2022-09-01")];

  test("moves a stay's beginning and end, and counts as corrected last", () => {
    recorded(...stay)
      .when(corrects<MembershipEvent>(0, joined("2022-01-01")))
      .holds();
    const record = [
      ...stay,
      corrects<MembershipEvent>(2, left("2023-09-01")),
      corrects<MembershipEvent>(2, left("2024-09-01")),
    ];
    expect(staysOf(...record).map(([from]) => from)).toEqual(["2021-09-01", "2022-03-01", "2024-09-01"]);
  });

  test("that takes the stay from under what rests on it is refused and names that", () => {
    const fact = { record: "given-1", type: "MemberRoleChanged", on: "2022-03-01" };
    recorded(...stay)
      .when(corrects<MembershipEvent>(0, joined("2022-04-01")))
      .refuses("NOT_A_MEMBER", { fact });
    recorded(...stay)
      .when(corrects<MembershipEvent>(0, null))
      .refuses("NOT_A_MEMBER", { fact });
  });

  test("of an end is refused when it would reach into the next tight stay, which is named", () =>
    recorded(...stay, joined("2022-09-01", another))
      .when(corrects<MembershipEvent>(2, left("2022-10-01")))
      .refuses("ALREADY_IN_A_TIGHT_GROUP", { fact: { record: "given-3", on: "2022-09-01" } }));

  test("of an invitation that was accepted does not take it from under the stay", () =>
    recorded(proposed("2022-09-01"), joined("2022-09-01", group, { proposal: "given-0" }))
      .when(corrects<MembershipEvent>(0, null))
      .refuses("PROPOSAL_UNKNOWN", { fact: { record: "given-1" } }));

  test("is not blocked by an old offence", () => {
    // Two stays in tight groups at once, as the first logs let pass.
    const record = [joined("2021-09-01"), joined("2022-09-01", another), left("2023-09-01", another)];
    recorded(...record)
      .when(corrects<MembershipEvent>(2, left("2023-10-01", another)))
      .holds();
    recorded(...record)
      .when(left("2022-09-01"))
      .holds();
  });
});
