import type { Recorded } from "@lianxiao/kernel";
import {
  applyBatch,
  connect,
  coverage,
  openSnapshot,
  positionAt,
  prepare,
  type Question,
  ratePercent,
  type Snapshot,
  schools,
} from "@lianxiao/read-model";
import { lifecycle } from "@lianxiao/service";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { freshDatabase } from "../../../../test/database.ts";
import { plan } from "./plan.ts";
import { StepRefused } from "./send.ts";
import { startServices } from "./services-under-test.ts";

const steps = plan.flatMap(({ waves }) => waves.flat());
const parts = lifecycle((_name, error) => {
  throw error;
});
afterAll(() => parts.close());

describe("the demo, loaded anew after a load that was broken off", () => {
  let refused: unknown;
  let events: readonly Recorded[] = [];
  let snapshot: Snapshot;

  beforeAll(async () => {
    const { load, line, everything } = await startServices({ parts, refuseAfter: 1_100 });
    refused = await load().catch((error: unknown) => error);
    line.open = Number.POSITIVE_INFINITY;
    await load();
    events = await everything();
    const { url } = parts.open("fresh database", await freshDatabase(), (part) => part.drop());
    const database = parts.open("database", connect(url), (part) => part.close());
    await prepare(database);
    await applyBatch(database, events);
    snapshot = parts.open(
      "snapshot",
      await openSnapshot(
        database,
        { regions: ["110000", "330000", "370000", "440000", "630000"] },
        { today: "2026-11-22" },
      ),
      (part) => part.end(),
    );
    // Twice more than a thousand commands.
  }, 400_000);

  test("tells which step ended the first load, and why", () => {
    expect(refused).toMatchObject({ name: "StepRefused", status: 418, code: "OUT_OF_TEA" });
    expect(steps.map(({ id }) => id)).toContain(refused instanceof StepRefused && refused.step);
  });

  test("was taken by the services, each step once and recorded when the plan says", () => {
    expect(new Set(events.map(({ metadata }) => metadata.commandId)).size).toBe(steps.length);
    // What a record says in other streams is written by the same command, once.
    expect(new Set(events.map(({ stream, metadata }) => `${stream} ${metadata.commandId}`)).size).toBe(events.length);
    const instants = events.map(({ recordedAt }) => recordedAt.getTime());
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(new Set(instants)).toEqual(new Set(plan.map(({ recordedAt }) => recordedAt.getTime())));
    const opened = z.object({ code: z.string(), schoolId: z.string() });
    const id = events
      .map(({ data }) => opened.safeParse(data).data)
      .find((data) => data?.code === "3163030003")?.schoolId;
    const lenghu = events.filter(({ stream }) => stream === `school-${id}`);
    expect(lenghu.map(({ type, recordedAt }) => [type, recordedAt.getUTCFullYear()])).toEqual([
      ["SchoolOpened@2", 2019],
      ["SchoolConverted", 2020],
    ]);
  });

  type About = Partial<Question> & ({ region: string } | { set: string });
  const known = async (at = "2026-11-22T00:00:00Z") => positionAt(snapshot, new Date(at));
  const full = async (about: About, at?: string): Promise<Question> => ({
    rate: "GROUP",
    basis: "SCHOOLS",
    asOf: "2023-09-01",
    stage: "ALL",
    ownership: "ALL",
    urbanRural: "ALL",
    ...about,
    knownAt: await known(at),
  });
  const ask = async (about: About, at?: string) => coverage(snapshot, await full(about, at));
  const counts = async (about: About, at?: string) => {
    const { numerator, denominator } = await ask(about, at);
    return [numerator, denominator];
  };

  test("BJ1, BJ3: answers 滨江's figures", async () => {
    expect(await counts({ region: "330108" })).toEqual([34, 34]);
    expect(await counts({ region: "330108", basis: "CAMPUSES" })).toEqual([36, 36]);
    expect(await counts({ region: "330108", basis: "PUPILS" })).toEqual([49_089, 49_089]);
    expect(await counts({ region: "330108", basis: "PUPILS", stage: "JUNIOR" })).toEqual([12_264, 12_264]);
    expect(await counts({ region: "330108", stage: "PRIMARY" })).toEqual([25, 25]);
    expect(await counts({ region: "330108", stage: "JUNIOR" })).toEqual([14, 14]);
    expect(await counts({ region: "330108", ownership: "PUBLIC" })).toEqual([33, 33]);
  });

  test("HG1: answers 杭州's figures of 2018, with 13 county units", async () => {
    const asOf = "2018-12-31";
    expect(await counts({ region: "330100", asOf })).toEqual([162, 278]);
    expect(await counts({ set: "hangzhou-urban-6", asOf })).toEqual([109, 130]);
    const { parts: children } = await coverage(snapshot, await full({ region: "330100", asOf }));
    expect(children).toHaveLength(13);
    expect(children.filter(({ denominator }) => denominator === 0)).toEqual([]);
    expect([ratePercent(162, 278), ratePercent(109, 130)]).toEqual([58.27, 83.85]);
  });

  test("SC1: answers 江干 in 2020 and its successor in 2022", async () => {
    expect(await counts({ region: "330104", asOf: "2020-09-01" })).toEqual([23, 28]);
    expect(await ask({ region: "330104", asOf: "2022-09-01" })).toMatchObject({
      reason: "REGION_ABOLISHED",
      successors: ["330102"],
    });
    expect(await counts({ region: "330102", asOf: "2022-09-01" })).toEqual([40, 46]);
  });

  test("MY1: lists 茫崖's schools and 教学点 four times differently", async () => {
    const list = async (asOf: string) =>
      (await schools(snapshot, { region: "632803", asOf, knownAt: await known(), first: 20 })).nodes.map(
        ({ name }) => name,
      );
    const days = ["2019-09-01", "2021-09-01", "2023-09-01", "2026-09-01"];
    const lists = await Promise.all(days.map(list));
    expect(lists.map((names) => names.toSorted())).toEqual([
      ["冷湖中学", "茫崖市第一中学", "茫崖市第二中学"],
      ["冷湖镇教学点", "茫崖市第一中学", "茫崖市第二中学"],
      ["冷湖镇教学点", "茫崖市实验小学", "茫崖市第一中学", "茫崖市第二完全小学"],
      ["冷湖镇教学点", "茫崖市实验小学", "茫崖市第一中学", "茫崖镇教学点"],
    ]);
  });

  test("FT3, FT4: answers 福田's greater zones by campuses", async () => {
    expect(await counts({ region: "440304", asOf: "2024-12-31", rate: "ZONE", basis: "CAMPUSES" })).toEqual([27, 116]);
    expect(ratePercent(27, 116)).toBe(23.28);
  });

  test("F12: answers for 昌邑 with what was known in October and in April", async () => {
    const asOf = "2024-09-15";
    expect(await counts({ region: "370786", asOf }, "2024-10-01T00:00:00Z")).toEqual([24, 69]);
    expect(await counts({ region: "370786", asOf }, "2025-04-01T00:00:00Z")).toEqual([25, 69]);
  });
});
