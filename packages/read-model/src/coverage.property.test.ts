import type { RegionEvent } from "@lianxiao/events";
import { grow, planted, type RegionTree, statusOf } from "@lianxiao/regions";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AnyEvent, approved, event, groupId, joined, opened, returned, schoolId } from "../../../test/events.ts";
import { type Asked, naiveCoverage } from "../../../test/naive-coverage.ts";
import { createLog, freshReadModel } from "../../../test/projection.ts";
import { applyBatch, coverage, coverageOfChildren, openSnapshot, type Question } from "./index.ts";

const days = ["2020-09-01", "2021-03-01", "2021-09-01", "2022-03-01", "2022-09-01", "2023-03-01"];
const day = fc.constantFrom(...days);
/** Small numbers that stand for the schools, groups and regions of one run. */
const one = fc.nat({ max: 5 });
const few = fc.nat({ max: 3 });
const county = fc.integer({ min: 2, max: 5 });
const kind = fc.constantFrom("GROUP" as const, "ZONE" as const, "GREATER_ZONE" as const, "TWO_CAMPUSES" as const);
const tightness = fc.constantFrom("TIGHT" as const, "LOOSE" as const);
const type = fc.constantFrom(
  "211" as const,
  "311" as const,
  "312" as const,
  "341" as const,
  "218" as const,
  "342" as const,
);
const ownership = fc.constantFrom("PUBLIC" as const, "PRIVATE" as const);

/** What can happen, with the ids of a run: region 0 is its province, 1 its city, 2–5 the city's counties. */
type Names = { school: (n: number) => string; group: (n: number) => string; region: (n: number) => string };
type Happening = (names: Names) => readonly AnyEvent[];
const happening = (given: fc.Arbitrary<Happening>): fc.Arbitrary<Happening> => given;

const changes = fc.oneof(
  happening(
    fc
      .record({
        n: one,
        on: day,
        type,
        ownership,
        at: fc.integer({ min: 1, max: 5 }),
        campuses: fc.integer({ min: 1, max: 3 }),
      })
      .map(
        ({ n, at, campuses, ...data }): Happening =>
          ({ school, region }) => [
            opened(school(n), {
              ...data,
              administeredBy: region(at),
              campuses: Array.from({ length: campuses }, (_, key) => ({ key: String(key), name: `校区${key}` })),
            }),
          ],
      ),
  ),
  happening(
    fc.record({ n: few, lead: one, on: day, kind, tightness }).map(
      ({ n, lead, ...data }): Happening =>
        ({ school, group }) =>
          approved(group(n), school(lead), data),
    ),
  ),
  happening(
    fc
      .record({
        n: one,
        into: few,
        on: day,
        tightness,
        campuses: fc.option(fc.uniqueArray(fc.constantFrom("0", "1", "2"), { minLength: 1 })),
      })
      .map(
        ({ n, into, ...data }): Happening =>
          ({ school, group }) => [joined(school(n), group(into), data)],
      ),
  ),
  happening(
    fc.record({ n: one, from: few, on: day }).map(
      ({ n, from, on }): Happening =>
        ({ school, group }) => [event("SchoolLeftGroup", { schoolId: school(n), groupId: group(from), on })],
    ),
  ),
  happening(
    fc
      .record({
        n: few,
        on: day,
        what: fc.constantFrom("GroupSuspended" as const, "GroupResumed" as const, "GroupDissolved" as const),
      })
      .map(
        ({ n, on, what }): Happening =>
          ({ group }) => [
            event(what, { groupId: group(n), on, ...(what === "GroupResumed" ? {} : { reason: "原因" }) } as never),
          ],
      ),
  ),
  happening(
    fc
      .record({
        n: one,
        on: day,
        at: fc.integer({ min: 1, max: 5 }),
        ownership,
        type,
        which: fc.nat({ max: 6 }),
        key: fc.constantFrom("0", "1"),
      })
      .map(
        ({ n, on, at, ownership, type, which, key }): Happening =>
          ({ school, region }) => {
            const schoolId = school(n);
            const all: readonly AnyEvent[] = [
              event("SchoolClosed", { schoolId, on }),
              event("SchoolHandedOver", { schoolId, on, administeredBy: region(at) }),
              event("SchoolOwnershipChanged", { schoolId, on, ownership }),
              event("SchoolConverted", { schoolId, on, type, code: "3133000001", name: "改制" }),
              event("StageTransferred", {
                schoolId,
                on,
                stage: at % 2 === 0 ? "PRIMARY" : "JUNIOR",
                toSchoolId: school(0),
              }),
              event("CampusClosed", { schoolId, on, key }),
              event("CampusOpened", { schoolId, on, campus: { key, name: "校区" } }),
            ];
            return all.slice(which, which + 1);
          },
      ),
  ),
  happening(
    fc
      .record({
        n: one,
        year: fc.integer({ min: 2020, max: 2022 }),
        primary: fc.nat({ max: 900 }),
        junior: fc.nat({ max: 900 }),
      })
      .map(
        ({ n, year, primary, junior }): Happening =>
          ({ school }) => [returned(school(n), year, { PRIMARY: primary, JUNIOR: junior })],
      ),
  ),
  happening(
    fc.record({ code: county, into: county, on: day }).map(
      ({ code, into, on }): Happening =>
        ({ region }) => [event("RegionMerged", { code: region(code), into: region(into), on })],
    ),
  ),
);

const question = fc.record({
  at: fc.nat({ max: 5 }),
  asOf: fc.constantFrom("2020-08-31", ...days, "2024-01-01"),
  upTo: fc.nat(),
  rate: fc.constantFrom("GROUP" as const, "ZONE" as const, "TIGHT" as const),
  basis: fc.constantFrom("SCHOOLS" as const, "CAMPUSES" as const, "PUPILS" as const),
  stage: fc.constantFrom("ALL" as const, "PRIMARY" as const, "JUNIOR" as const),
  ownership: fc.constantFrom("ALL" as const, "PUBLIC" as const),
});

let db: Awaited<ReturnType<typeof freshReadModel>>;
beforeAll(async () => {
  db = await freshReadModel();
});
afterAll(() => db.drop());

const record = createLog();
let runs = 0;

/** Ids and codes of a run of their own, so that all runs share one log and one database. */
const namesOf = (run: number): Names => ({
  school: (n) => schoolId(run * 10 + n),
  group: (n) => groupId(run * 10 + n),
  region: (n) => `9${String(run).padStart(4, "0")}${n}`,
});

const regionsOf = ({ region }: Names): readonly AnyEvent[] =>
  [0, 1, 2, 3, 4, 5].map((n) => ({
    type: "RegionOpened",
    data: {
      code: region(n),
      name: `地区${n}`,
      level: (["PROVINCE", "CITY"] as const)[n] ?? "COUNTY",
      parent: n === 0 ? null : region(Math.min(n - 1, 1)),
      on: null,
      precision: "DAY",
    },
  }));

const isRegionEvent = (event: AnyEvent): event is RegionEvent => event.type.startsWith("Region");

/** A merger that the registry would let pass: both units are in force on the day. */
const isPossible = (tree: RegionTree, event: AnyEvent): boolean =>
  event.type !== "RegionMerged" ||
  (event.data.code !== event.data.into &&
    [event.data.code, event.data.into].every((code) =>
      ["2020-01-01", event.data.on, "2030-01-01"].every((day) => statusOf(tree, code, day) === "IN_FORCE"),
    ));

test("coverage of any region on any day as known at any position is what a naive recount of the log gives", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(changes, { minLength: 5, maxLength: 30 }),
      fc.array(question, { minLength: 4, maxLength: 8 }),
      async (happenings, questions) => {
        runs += 1;
        const names = namesOf(runs);
        const log: { event: AnyEvent; position: bigint }[] = [];
        let tree = planted;
        const batch = [...regionsOf(names), ...happenings.flatMap((happens) => happens(names))].flatMap((event) => {
          if (!isPossible(tree, event)) return [];
          if (isRegionEvent(event)) tree = grow(tree, event);
          const recorded = record(event);
          log.push({ event, position: recorded.position });
          return [recorded];
        });
        const cut = Math.floor(batch.length / 2);
        await applyBatch(db, batch.slice(0, cut));
        await applyBatch(db, batch.slice(cut));
        const snapshot = await openSnapshot(db, { regions: [names.region(0)] }, { today: "2020-01-01" });
        try {
          for (const { at, upTo, ...rest } of questions) {
            const knownAt = log[5 + (upTo % (log.length - 5))]?.position ?? 0n;
            const known = log.filter(({ position }) => position <= knownAt).map(({ event }) => event);
            const asked: Asked & Question = { ...rest, region: names.region(at), knownAt };
            expect(await coverage(snapshot, asked)).toMatchObject(naiveCoverage(known, asked));
            const children = await coverageOfChildren(snapshot, asked);
            for (const { code, numerator, denominator } of children)
              expect({ numerator, denominator }).toEqual(
                (({ numerator, denominator }) => ({ numerator, denominator }))(
                  naiveCoverage(known, { ...asked, region: code }),
                ),
              );
          }
        } finally {
          await snapshot.end();
        }
      },
    ),
    { numRuns: 200 },
  );
}, 240_000);
