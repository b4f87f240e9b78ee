import { membershipMeaning } from "@lianxiao/events";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { approved, joined, opened, schoolId } from "../../../../test/events.ts";
import { cityForEachTest, common, group, happens, read, school } from "../fixture.ts";
import type { Snapshot } from "../index.ts";
import { insert } from "../insert.ts";
import { always } from "../period.ts";
import { Unapplied } from "../readable.ts";
import { membership } from "../tables/membership.ts";
import { school as schoolTable } from "../tables/school.ts";
import { timelineTable } from "../timeline/table.ts";
import { text } from "./column.ts";
import { holds } from "./holds.ts";
import { as, select } from "./select.ts";

cityForEachTest();

const m = as(membership, "m");

type Answer<Id> = Promise<readonly { readonly id: Id }[]>;

test("a query gives its fields by their names, days as text", async () => {
  await happens(opened(school(1)), ...approved(group(1), school(1), { region: "330108" }), joined(school(1), group(1)));
  const found = await read(
    (snapshot) =>
      select(
        snapshot,
        { id: m.school_id, since: m.since, until: sql<string | null>`upper(m.valid)`, campuses: m.campuses },
        sql`from membership m where ${holds("m", { asOf: common.asOf, knownAt: common.knownAt })}
          and m.school_id = ${school(1)}`,
      ),
    { regions: ["330108"] },
  );
  expect(found).toEqual([{ id: school(1), since: "2021-09-01", until: null, campuses: null }]);
});

test("what does not fit the columns does not compile", () => {
  const wrong = {
    // @ts-expect-error There is no such column.
    column: () => m.scool_id,
    // @ts-expect-error The field is not the one that the answer has.
    field: (snapshot: Snapshot): Answer<string> => select(snapshot, { ID: m.role }, sql``),
    // @ts-expect-error The column may be null.
    type: (snapshot: Snapshot): Answer<readonly string[]> => select(snapshot, { id: m.campuses }, sql``),
  };
  const declared = { meaning: membershipMeaning, columns: { school_id: text() }, indexes: [] } as const;
  const tables = [
    // @ts-expect-error The scope is missing.
    () => timelineTable({ ...declared, name: "t", subject: ["school_id"], rows: () => [] }),
    // @ts-expect-error The scope names a column that there is not.
    () => timelineTable({ ...declared, name: "t", subject: ["school_id"], scope: { school: "id" }, rows: () => [] }),
    () =>
      timelineTable({
        ...declared,
        name: "t",
        subject: ["school_id"],
        scope: "internal",
        // @ts-expect-error The row lacks the column.
        rows: () => [{ row: {}, ...always }],
      }),
  ];
  expect([...Object.values(wrong), ...tables]).toHaveLength(6);
});

test("a row with a column that its table has not is refused", async () => {
  const row = { school_id: schoolId(1), nickname: "一小" };
  // The columns are looked at first, so that no connection is needed.
  const attempt = insert(undefined as never, schoolTable, [{ row, ...always, since: 0n }]);
  await expect(attempt).rejects.toBeInstanceOf(Unapplied);
});
