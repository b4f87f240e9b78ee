import { expect, test } from "vitest";
import { approved, event } from "../../../test/events.ts";
import { cityForEachTest, common, group, happens, primary, read, school } from "./fixture.ts";
import { groups, school as schoolOf, schools } from "./index.ts";

cityForEachTest();

const { asOf, knownAt } = common;
const page = { asOf, knownAt, first: 100 };

test("schools and groups come in pages that follow each other without gap or repeat", async () => {
  await happens(
    ...[1, 2, 3, 4, 5].map((n) => primary(n)),
    ...approved(group(1), school(1), { name: "甲" }),
    ...approved(group(2), school(2), { name: "乙" }),
  );
  const all = await read(async (snapshot) => {
    const found: string[] = [];
    let after: string | undefined;
    for (;;) {
      const { nodes, hasNextPage } = await schools(snapshot, { ...page, first: 2, after });
      found.push(...nodes.map(({ id }) => id));
      if (!hasNextPage) return found;
      after = nodes.at(-1)?.cursor;
    }
  });
  expect(all).toEqual([1, 2, 3, 4, 5].map(school));
  const names = await read(async (snapshot) => {
    const first = await groups(snapshot, { ...page, first: 1 });
    const second = await groups(snapshot, { ...page, first: 1, after: first.nodes[0]?.cursor });
    return [first.hasNextPage, second.hasNextPage, ...[...first.nodes, ...second.nodes].map(({ name }) => name).sort()];
  });
  expect(names).toEqual([true, false, "乙", "甲"]);
});

test("a school is found by id, by the code of the day, by a part of its name, and no pattern matches all", async () => {
  await happens(
    primary(1, { code: "2133990001", name: "滨江100%实验小学" }),
    primary(2, { code: "2133990002", name: "钱江_小学" }),
  );
  await happens(
    event("SchoolConverted", {
      schoolId: school(1),
      on: "2024-09-01",
      type: "218",
      code: "2133990009",
      name: "滨江教学点",
    }),
  );
  await read(async (snapshot) => {
    const code = async (code: string, asOf: string) => (await schoolOf(snapshot, { code, asOf, knownAt }))?.name;
    expect(await code("2133990001", "2024-08-31")).toBe("滨江100%实验小学");
    expect(await code("2133990001", "2024-09-01")).toBeUndefined();
    expect(await code("2133990009", "2024-09-01")).toBe("滨江教学点");
    expect(await schoolOf(snapshot, { id: "not-an-id", asOf, knownAt })).toBeUndefined();
    const named = async (search: string) =>
      (await schools(snapshot, { ...page, search })).nodes.map(({ name }) => name);
    expect(await named("小学")).toEqual(["滨江100%实验小学", "钱江_小学"]);
    expect(await named("0%实")).toEqual(["滨江100%实验小学"]);
    expect(await named("江_小")).toEqual(["钱江_小学"]);
    expect(await named("%%")).toEqual([]);
    expect(await named("2133990002")).toEqual(["钱江_小学"]);
  });
});
