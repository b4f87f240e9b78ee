import { readdir, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { type AnyEvent, catalogues, isOwn } from "./index.ts";
import { fieldsIn, type Reference, referencesIn, sentenceOf } from "./sentence.ts";

const folder = new URL("./stored/", import.meta.url);
const stored = await Promise.all(
  (await readdir(folder))
    .filter((file) => !file.endsWith(".shapes.json"))
    .map(async (file) => ({
      type: file.replace(/\.json$/, ""),
      data: JSON.parse(await readFile(new URL(file, folder), "utf8")),
    })),
);
const samples = stored.flatMap(({ type, data }) => {
  const decoded = catalogues.map(({ decode }) => decode({ type, data })).find((event) => event !== undefined);
  return decoded && isOwn(decoded) ? [[type, decoded] as const] : [];
});

/** Fields that history tells beside the sentence, or that matter to rules only. */
const untold = ["on", "precision", "document", "reason", "note", "proposal", "asLead", "joins", "onto", "set"];

const everyType = catalogues.flatMap(({ category, types }) =>
  Object.entries(types).map(([name, { words, shapes }]) => ({ category, name, words, shape: shapes.at(-1) })),
);
const ownIds: Readonly<Record<string, readonly string[]>> = {
  code: ["code"],
  group: ["groupId"],
  // A school leads a group in the form and tightness of that group.
  membership: ["kind"],
  region: ["id"],
  school: ["schoolId"],
};

const untoldOf: Readonly<Record<string, readonly string[]>> = {
  // The terms on which the new lead is a member are those of the group.
  GroupLeadChanged: ["kind", "tightness"],
  // Its text says what the options mean.
  RateDefinedLocally: ["options"],
};

describe.each(everyType)("the words of $name", ({ category, name, words: [zh, en], shape }) => {
  test("are Chinese and English, and speak of the same fields, which the event has", () => {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
    expect(fieldsIn(zh).toSorted()).toEqual(fieldsIn(en).toSorted());
    const fields = shape !== undefined && "shape" in shape ? Object.keys(Object(shape.shape)) : [];
    const spoken = fieldsIn(zh).map((path) => path.split(".")[0]);
    expect(spoken.filter((field) => !fields.includes(field ?? ""))).toEqual([]);
    const known = [...spoken, ...untold, ...(ownIds[category] ?? []), ...(untoldOf[name] ?? [])];
    expect({ name, silent: fields.filter((field) => !known.includes(field)) }).toEqual({ name, silent: [] });
  });
});

test.each(samples)("the sample %s is told without a gap", (_, event) => {
  for (const language of ["zh", "en"] as const) {
    const told = sentenceOf(event, language, ({ kind }) => `<${kind}>`);
    expect(told).not.toMatch(/[{}[\]]|undefined|null|\(\)|（）/);
    expect(told.length).toBeGreaterThan(1);
  }
});

const names: Readonly<Record<string, string>> = { s: "滨江实验小学", g: "钱塘教育集团" };
const nameOf = ({ id }: Reference) => names[id];
const said = (event: AnyEvent) => [sentenceOf(event, "zh", nameOf), sentenceOf(event, "en", nameOf)];

describe("a sentence", () => {
  const joined = {
    schoolId: "s",
    groupId: "g",
    on: "2023-09-01",
    precision: "DAY",
    kind: "GROUP",
    role: "MEMBER",
    tightness: "TIGHT",
  } as const;

  test("names what it refers to, writes enums in words, and leaves out what is absent", () => {
    expect(said({ type: "SchoolJoinedGroup", data: { ...joined, campuses: null } })).toEqual([
      "滨江实验小学以成员校加入钱塘教育集团（紧密型）",
      "滨江实验小学 joined 钱塘教育集团 as Member school (Tight)",
    ]);
    expect(said({ type: "SchoolJoinedGroup", data: { ...joined, campuses: ["1", "east"] } })[0]).toBe(
      "滨江实验小学以成员校加入钱塘教育集团（紧密型），参加校区：1、east",
    );
  });

  test("tells fields of objects and of each element of a list, and the id of what has no name", () => {
    const campuses = [
      { key: "1", name: "本部" },
      { key: "2", name: "东校区" },
    ];
    expect(
      said({ type: "SchoolRestored", data: { schoolId: "s", on: "2024-09-01", precision: "DAY", campuses } }),
    ).toEqual(["恢复办学，校区：本部、东校区", "restored, with campuses 本部, 东校区"]);
    expect(
      said({
        type: "RegionMerged",
        data: { id: "330104", into: ["330102", "330105"], on: "2021-04-09", precision: "DAY" },
      }),
    ).toEqual(["撤销330104，并入330102、330105", "330104 ended; it went to 330102, 330105"]);
  });
});

test("the references of an event are all schools, groups and regions that it names, each once", () => {
  expect(
    referencesIn({
      type: "RegionMerged",
      data: { id: "330104", into: ["330102"], on: "2021-04-09", precision: "DAY" },
    }),
  ).toEqual([
    { kind: "region", id: "330104" },
    { kind: "region", id: "330102" },
  ]);
  expect(
    referencesIn({
      type: "SchoolLeftGroup",
      data: { schoolId: "s", groupId: "g", on: "2024-09-01", precision: "DAY" },
    }),
  ).toEqual([
    { kind: "school", id: "s" },
    { kind: "group", id: "g" },
  ]);
});
