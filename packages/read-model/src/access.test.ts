import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { approved, event, joined, proposed, returned } from "../../../test/events.ts";
import {
  city,
  cityForEachTest,
  common,
  county,
  group,
  happens,
  primary,
  type Reader,
  read,
  region,
  school,
} from "./fixture.ts";
import { type Snapshot, StatementTimeout, schools } from "./index.ts";

cityForEachTest();

const { asOf, knownAt } = common;
const page = { asOf, knownAt, first: 100 };

/** The numbers of the schools that a reader sees on the day. */
const seen = (reader: Reader = {}, asOf: string = common.asOf) =>
  read(async (snapshot) => {
    const { nodes } = await schools(snapshot, { ...page, asOf });
    return nodes.map(({ id }) => Number(id.slice(-2)));
  }, reader);

describe("a reader sees the schools", () => {
  test("that its county administers, its city's too when it is the city, and none beside", async () => {
    await happens(
      region(county(2), city()),
      primary(1),
      primary(2, { administeredBy: county(2) }),
      primary(3, { administeredBy: city() }),
    );
    expect(await seen({ regions: [county()] })).toEqual([1]);
    expect(await seen({ regions: [county(2)] })).toEqual([2]);
    expect(await seen({ regions: [city()] })).toEqual([1, 2, 3]);
    expect(await seen({ regions: [county(), county(2)] })).toEqual([1, 2]);
  });

  test("that administration decides on, not where the school lies", async () => {
    await happens(primary(1, { administeredBy: city(), locatedIn: county() }));
    expect(await seen({ regions: [county()] })).toEqual([]);
  });

  test("of a county merged away into its own, with their past", async () => {
    await happens(region(county(2), city()), primary(1), primary(2, { administeredBy: county(2) }));
    await happens(event("RegionMerged", { id: county(2), into: [county()], on: "2024-04-09" }));
    expect(await seen({ regions: [county()], today: "2024-04-08" })).toEqual([1]);
    expect(await seen({ regions: [county()], today: "2024-04-09" }, "2021-09-01")).toEqual([1, 2]);
    expect(await seen({ regions: [county(2)], today: "2024-04-09" })).toEqual([]);
  });

  test("handed over to it with their past, which whoever handed them over has lost", async () => {
    await happens(region(county(2), city()), primary(1));
    await happens(event("SchoolHandedOver", { schoolId: school(1), on: "2024-09-01", administeredBy: county(2) }));
    const both = async (today: string) => [
      await seen({ regions: [county()], today }),
      await seen({ regions: [county(2)], today }),
    ];
    expect(await both("2024-08-31")).toEqual([[1], []]);
    expect(await both("2024-09-01")).toEqual([[], [1]]);
  });

  test("that have closed, by who administered them last, and those to come, by who will first", async () => {
    await happens(primary(1), primary(2, { on: "2030-09-01" }));
    await happens(event("SchoolClosed", { schoolId: school(1), on: "2024-09-01" }));
    expect(await seen({ regions: [county()] })).toEqual([1]);
    expect(await seen({ regions: [county()] }, "2031-01-01")).toEqual([2]);
    expect(await seen({ regions: [county(2)] }, "2031-01-01")).toEqual([]);
  });

  test("of no region when it has no grant, an empty one, an unknown one or a pattern", async () => {
    await happens(primary(1));
    for (const regions of [
      [],
      [""],
      ["", ""],
      ["999998"],
      ["%"],
      [county().slice(0, 4)],
      [`${county()} `],
      ["*"],
      ["{}"],
      [","],
    ])
      expect(await seen({ regions })).toEqual([]);
  });
});

describe("the scope of a snapshot", () => {
  const scope = (regions: readonly string[], today?: string) =>
    read(async (snapshot) => snapshot.scope, { regions, ...(today !== undefined && { today }) });

  test("has a county that moved to another city only when it lies there", async () => {
    const another = city().replace("98", "97");
    await happens(region(another, null), region(county(2), city()));
    await happens(event("RegionMoved", { id: county(2), parent: another, on: "2024-05-01" }));
    const both = async (today: string) => [await scope([city()], today), await scope([another], today)];
    expect(await both("2024-04-30")).toEqual([[city(), county(), county(2)], [another]]);
    expect(await both("2024-05-01")).toEqual([
      [city(), county()],
      [another, county(2)],
    ]);
  });

  test("has each unit once, also under two grants", async () =>
    expect(await scope([county(), city()])).toEqual([city(), county()]));
});

describe("what hangs on a school", () => {
  const hidden = async (reader: Reader) =>
    read(async (snapshot) => {
      const counts = [];
      for (const table of ["school", "campus", "annual_return", "membership", "membership_proposal", "school_group"]) {
        const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.id(table)}`.execute(
          snapshot.sql,
        );
        counts.push(rows[0]?.n);
      }
      return counts;
    }, reader);

  test("is seen with it and hidden with it, in every table", async () => {
    await happens(primary(1), primary(2), returned(school(1), 2023, { PRIMARY: 10 }));
    await happens(...approved(group(1), school(1), { region: county() }), joined(school(2), group(1)));
    await happens(proposed(school(2), group(1)));
    expect(await hidden({ regions: [county(2)] })).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await hidden({ regions: [] })).toEqual([0, 0, 0, 0, 0, 0]);
    // Two beliefs of the group: drafted, and from its approval on.
    expect(await hidden({ regions: [county()] })).toEqual([2, 2, 2, 1, 1, 3]);
  });
});

describe("a snapshot", () => {
  const attempt = (statement: string) => read((snapshot) => sql.raw(statement).execute(snapshot.sql));

  test("is read-only, and belongs to a role that owns nothing", async () => {
    const denied = { code: expect.stringMatching(/^(25006|42501)$/) };
    await expect(attempt("update school set name = ''")).rejects.toMatchObject(denied);
    await expect(attempt("create or replace view school as select 1")).rejects.toMatchObject(denied);
    const { rows } = await read((snapshot) => sql<{ role: string }>`select current_user as role`.execute(snapshot.sql));
    expect(rows).toEqual([{ role: "lianxiao_reader" }]);
  });

  test("gives up a statement that takes too long, and can be read on at the same position", async () => {
    await happens(primary(1));
    await read(
      async (snapshot) => {
        const slow = () => sql`select pg_sleep(60)`.execute(snapshot.sql);
        const wrong = () => sql`select 1 / 0`.execute(snapshot.sql);
        const both = await Promise.allSettled([schools(snapshot, page), slow(), schools(snapshot, page)]);
        expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
        await expect(slow()).rejects.toBeInstanceOf(StatementTimeout);
        await expect(wrong()).rejects.toMatchObject({ code: "22012" });
        await happens(primary(2));
        expect((await schools(snapshot, page)).nodes).toHaveLength(1);
        // Neither the role nor the limit of time has gone with the statement.
        const { rows } = await sql<{ role: string }>`select current_user as role`.execute(snapshot.sql);
        expect(rows).toEqual([{ role: "lianxiao_reader" }]);
        await expect(slow()).rejects.toBeInstanceOf(StatementTimeout);
      },
      { statementTimeoutMs: 100 },
    );
    expect(await seen()).toEqual([1, 2]);
  });

  test("keeps one position while the log goes on", async () => {
    await happens(primary(1));
    await read(async (snapshot: Snapshot) => {
      await happens(primary(2));
      expect((await schools(snapshot, page)).nodes).toHaveLength(1);
    });
    expect(await seen()).toEqual([1, 2]);
  });

  test("does not leave its scope behind for the next one on the same connection", async () => {
    await happens(primary(1));
    for (let times = 0; times < 12; times += 1) {
      expect(await seen({ regions: [county()] })).toEqual([1]);
      expect(await seen({ regions: [] })).toEqual([]);
    }
  });
});
