import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { approved, groupId, joined, opened, returned, schoolId } from "../../../../test/events.ts";
import { createLog, execute, freshReadModel } from "../../../../test/projection.ts";
import { applyBatch } from "../index.ts";
import type { Inquiry } from "./conditions.ts";
import { count } from "./count.ts";
import { countExcluded } from "./excluded.ts";
import type { AnyRate } from "./rate.ts";
import * as rates from "./rates-to-come.fixture.ts";

const county = "330108";
const other = "330106";
const id = (n: number) => schoolId(n);

let db: Awaited<ReturnType<typeof freshReadModel>>;
beforeAll(async () => {
  db = await freshReadModel();
  const record = createLog();
  const ruralSchool = (n: number, data = {}) => opened(id(n), { administeredBy: county, urbanRural: "220", ...data });
  await applyBatch(
    db,
    [
      // 1 and 2 support, 3 to 6 are rural, 7 is a 教学点, 8 a junior school in the town.
      opened(id(1), { administeredBy: county }),
      opened(id(2), { administeredBy: other }),
      ...[3, 4, 5, 6].map((n) => ruralSchool(n)),
      ruralSchool(7, { type: "218" }),
      opened(id(8), { administeredBy: county, type: "311", urbanRural: "121" }),
      returned(id(3), 2022, { PRIMARY: 99 }),
      returned(id(4), 2022, { PRIMARY: 100 }),
      returned(id(5), 2022, { PRIMARY: 40 }),
      returned(id(3), 2023, { PRIMARY: 100 }),
      ...approved(groupId(1), id(1), { region: county, on: "2022-01-01" }),
      joined(id(5), groupId(1), { on: "2022-01-01" }),
    ].map((event) => record(event)),
  );
  await execute(db, `set search_path = "${db.schema}"; ${rates.tables}`);
  const rows = (table: string, values: readonly string[]) =>
    execute(db, `insert into "${db.schema}".${table} values ${values.map((value) => `(${value}, '[0,)')`).join()}`);
  await rows("pairing", [
    `'${id(1)}', '${id(3)}', '[2022-03-01,2025-03-01)'`,
    `'${id(2)}', '${id(4)}', '[2022-03-01,2025-03-01)'`,
    `'${id(1)}', '${id(8)}', '[2022-03-01,2025-03-01)'`,
  ]);
  await rows("school_tag", [`'${id(1)}', '优质', '[2022-01-01,2023-06-01)'`, `'${id(8)}', '薄弱', '[2022-01-01,)'`]);
  // Of three teachers of long standing one is exempt; the fourth came in 2020, the fifth left in the year.
  await rows("post", [
    `'a', '${id(1)}', '[2010-09-01,)'`,
    `'b', '${id(1)}', '[2010-09-01,)'`,
    `'c', '${id(1)}', '[2010-09-01,)'`,
    `'d', '${id(1)}', '[2020-09-01,)'`,
    `'e', '${id(1)}', '[2010-09-01,2022-11-01)'`,
  ]);
  await rows("exemption", ["'c', '[2022-06-01,2023-06-01)'"]);
  await rows("rotation", ["'a', '[2022-10-01,2023-07-01)'", "'a', '[2023-02-01,2023-07-01)'", "'d', '[2022-09-01,)'"]);
  await rows("session", [
    `'${id(3)}', 's1', '[2022-03-02,2022-03-03)'`,
    `'${id(3)}', 's2', '[2022-03-30,2022-03-31)'`,
    `'${id(4)}', 's1', '[2022-03-02,2022-03-03)'`,
    `'${id(4)}', 's3', '[2022-04-01,2022-04-02)'`,
  ]);
  await rows("venue", [
    `'hall', '${county}', 6000, '[2020-01-01,)'`,
    `'pool', '${county}', 3400, '[2020-01-01,)'`,
    `'field', '${county}', 30600, '[2020-01-01,)'`,
    `'roof', '${county}', null, '[2020-01-01,)'`,
  ]);
  await rows("venue_share", [
    "'hall', 'x', '[2021-01-01,2022-06-01)'",
    "'hall', 'y', '[2021-03-01,)'",
    "'pool', 'x', '[2021-01-01,2022-06-01)'",
  ]);
  await rows("programme", [`'${county}', '[2019-01-01,)'`, `'${other}', '[2019-01-01,)'`]);
  await rows("certification", [`'${county}', '[2021-05-01,2023-05-01)'`]);
  await rows("inspector", [`'i', '${county}', '[2020-01-01,)'`, `'j', '${county}', '[2020-01-01,)'`]);
  await rows("inspection", [`'i', '${id(3)}', '[2021-01-01,)'`]);
  await rows("visit", ["'i', '[2022-03-15,2022-03-16)'"]);
});
afterAll(() => db.drop());

type Asked = { readonly rate: AnyRate; readonly asOf: string } & Pick<Inquiry, "options">;

const inquiryOf = ({ rate, ...asked }: Asked): Inquiry => ({
  rate,
  basis: Object.keys(rate.weights)[0] ?? "",
  filters: { stage: "ALL", ownership: "ALL", urbanRural: "ALL" },
  knownAt: 1_000_000n,
  ...asked,
});

const reading = <T>(read: (tx: Parameters<typeof count>[0]) => Promise<T>): Promise<T> =>
  db.sql.transaction().execute(async (tx) => {
    await sql.raw(`set local search_path = "${db.views}", "${db.schema}"`).execute(tx);
    return read({ sql: tx });
  });

/** The rate in both counties as `covered/total`, and what is left out by reason. */
const answer = (rate: AnyRate, asOf: string, options: Inquiry["options"] = {}) =>
  reading(async (tx) => {
    const inquiry = inquiryOf({ rate, asOf, options });
    const found = await count(tx, inquiry, { places: [0, 0], units: [county, other] });
    const excluded = await countExcluded(tx, inquiry, [county, other]);
    const { covered = 0, total = 0 } = found.get(0) ?? {};
    return [`${covered}/${total}`, Object.fromEntries(excluded.map(({ reason, subjects }) => [reason, subjects]))];
  });

describe("an entry expresses", () => {
  test("B2: rural schools that are paired with an urban school tagged 优质", async () => {
    const left = { NOT_RURAL: 3, TEACHING_POINT: 1 };
    expect(await answer(rates.b2, "2022-02-28")).toEqual(["0/4", left]);
    expect(await answer(rates.b2, "2022-03-01")).toEqual(["1/4", left]);
    expect(await answer(rates.b2, "2023-06-01")).toEqual(["0/4", left]);
    const towns = { areas: ["TOWN", "RURAL"] };
    expect(await answer(rates.b2, "2022-03-01", towns)).toEqual(["2/5", { NOT_RURAL: 2, TEACHING_POINT: 1 }]);
  });

  test("B4: rural primary schools with fewer than 100 pupils at the count, and weak junior schools", async () => {
    const neither = (n: number) => ({ NEITHER_SMALL_NOR_WEAK: n, TEACHING_POINT: 1 });
    expect(await answer(rates.b4, "2022-10-01")).toEqual(["3/3", neither(4)]);
    expect(await answer(rates.b4, "2023-08-31")).toEqual(["3/3", neither(4)]);
    // A school that has 100 is none until the next count; one without a return is not known to be small.
    expect(await answer(rates.b4, "2023-09-01")).toEqual(["1/1", neither(6)]);
  });

  test("B5: teachers whose rotation began in the school year, of those eligible at its start", async () => {
    const left = { EXEMPT: 1, NOT_ELIGIBLE: 1 };
    expect(await answer(rates.b5, "2022-12-01")).toEqual(["1/3", left]);
    expect(await answer(rates.b5, "2023-08-31")).toEqual(["1/3", left]);
    expect(await answer(rates.b5, "2023-09-01")).toEqual(["0/3", { NOT_ELIGIBLE: 1 }]);
    expect(await answer(rates.b5, "2022-12-01", { years: 2 })).toEqual(["2/4", { EXEMPT: 1 }]);
  });

  test("B8: rural schools that received two sessions in the month", async () => {
    expect(await answer(rates.b8, "2022-03-01")).toEqual(["1/5", { NOT_RURAL: 3 }]);
    expect(await answer(rates.b8, "2022-04-01")).toEqual(["0/5", { NOT_RURAL: 3 }]);
    expect(await answer(rates.b8, "2022-04-01", { sessions: 1 })).toEqual(["1/5", { NOT_RURAL: 3 }]);
  });

  test("B9: the area of shared venues, once however many campuses share one", async () => {
    expect(await answer(rates.b9, "2022-05-31")).toEqual(["9400/40000", { NO_AREA: 1 }]);
    expect(await answer(rates.b9, "2022-06-01")).toEqual(["6000/40000", { NO_AREA: 1 }]);
  });

  test("B10: counties of the programme that are certified and not revoked", async () => {
    expect(await answer(rates.b10, "2021-04-30")).toEqual(["0/2", {}]);
    expect(await answer(rates.b10, "2021-05-01")).toEqual(["1/2", {}]);
    expect(await answer(rates.b10, "2023-05-01")).toEqual(["0/2", {}]);
  });

  test("B12: schools that have an inspector, and inspectors with a visit in the month", async () => {
    expect(await answer(rates.b12Schools, "2022-03-01")).toEqual(["1/7", { TEACHING_POINT: 1 }]);
    expect(await answer(rates.b12Inspectors, "2022-03-31")).toEqual(["1/2", {}]);
    expect(await answer(rates.b12Inspectors, "2022-04-01")).toEqual(["0/2", {}]);
  });
});
