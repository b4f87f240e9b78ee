import { afterAll, beforeAll, beforeEach } from "vitest";
import { type AnyEvent, type Entered, groupId, opened, schoolId } from "../../../test/events.ts";
import { createLog, freshReadModel } from "../../../test/projection.ts";
import { applyBatch, coverage, type OpenSnapshot, openSnapshot, type Question, type Snapshot } from "./index.ts";

let db: Awaited<ReturnType<typeof freshReadModel>>;
let run = 0;
const record = createLog();

/** The codes of the test's own region: a city, a county of it, and codes for further counties. */
export const city = () => `98${String(run).padStart(2, "0")}00`;
export const county = (n = 1) => `98${String(run).padStart(2, "0")}0${n}`;
export const school = (n: number) => schoolId(run * 100 + n);
export const group = (n: number) => groupId(run * 100 + n);

/** A school of the county: a public primary school unless said otherwise. */
export const primary = (n: number, data: Parameters<typeof opened>[1] = {}) =>
  opened(school(n), { administeredBy: county(), ...data });

export const region = (code: string, parent: string | null, on: string | null = null): AnyEvent => ({
  type: "RegionOpened",
  data: {
    id: code,
    code,
    name: `地区${code}`,
    level: parent === null ? "CITY" : "COUNTY",
    parent,
    on,
    precision: "DAY",
  },
});

export const happens = (...events: readonly (AnyEvent | Entered)[]) =>
  applyBatch(
    db,
    events.map((event) => record(event)),
  );

/** The same, recorded at a time of day in Shanghai. */
export const happensAt = (time: Date, ...events: readonly (AnyEvent | Entered)[]) =>
  applyBatch(
    db,
    events.map((event) => record(event, time)),
  );

/** Gives every test of a file a city with one county, in one read model. */
export const cityForEachTest = (): void => {
  beforeAll(async () => {
    db = await freshReadModel();
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    run += 1;
    await happens(region(city(), null), region(county(), city()));
  });
};

export type Reader = Partial<OpenSnapshot> & { readonly regions?: readonly string[] };

/** Reads as the city's bureau unless another reader is named. */
export const read = async <T>(
  ask: (snapshot: Snapshot) => Promise<T>,
  { regions = [city()], today = "2026-01-01", ...limits }: Reader = {},
): Promise<T> => {
  const snapshot = await openSnapshot(db, { regions }, { today, ...limits });
  try {
    return await ask(snapshot);
  } finally {
    await snapshot.end();
  }
};

export const common = {
  rate: "GROUP",
  basis: "SCHOOLS",
  asOf: "2023-09-01",
  knownAt: 2n ** 60n,
  stage: "ALL",
  ownership: "ALL",
  urbanRural: "ALL",
} as const;

type Asked = Partial<Omit<Question, "set" | "region">> & { readonly region?: string };

export const ask = (question: Asked = {}, reader: Reader = {}) =>
  read((snapshot) => coverage(snapshot, { ...common, region: county(), ...question }), reader);

/** The county's rate as `covered/all`, or why there is none. */
export const fraction = async (question: Asked = {}): Promise<string> => {
  const { numerator, denominator, reason } = await ask(question);
  return reason ?? `${numerator}/${denominator}`;
};
