import { beforeEach, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { command } from "../commands.ts";
import { aSchool, opening } from "../scene.ts";

/** Concurrent commands, one per attempt, run after a command has written its mirrored events and before its own append. */
const meanwhile: (() => Promise<unknown>)[] = [];
const { given, send } = await commandsUnderTest({
  failpoint: async (name) => {
    if (name === "command.after-mirrors") await meanwhile.shift()?.();
  },
});
beforeEach(() => void meanwhile.splice(0));

const county = "bureau-330108";
const on = "2025-03-01";

const conversion = (school: { readonly id: string }) => {
  const { code, name } = opening({ type: "312" });
  return command(county, `school/${school.id}/convert-school`, { on, type: "312", code, name });
};
const renaming = (school: { readonly id: string }, day = "01") =>
  command(county, `school/${school.id}/rename-school`, { on: `2025-02-${day}`, name: "新名小学" });
const closing = (school: { readonly id: string }) =>
  command(county, `school/${school.id}/close-school`, { on: "2025-02-05" });

test.each([1, 2, 3])(
  "a command that is refused after concurrent change %i undoes its mirrored events",
  async (attempts) => {
    const school = aSchool();
    await send(school);
    const before = ["01", "02"].slice(0, attempts - 1).map((day) => renaming(school, day));
    meanwhile.push(...[...before, closing(school)].map((one) => () => send(one)));
    await given().sends(conversion(school)).refuses(409, "SCHOOL_CLOSED");
  },
);

test("a command whose If-Match is outdated when it appends undoes its mirrored events", async () => {
  const school = aSchool();
  await send(school);
  meanwhile.push(() => send(renaming(school)));
  await given().sends(conversion(school), { "if-match": '"0"' }).refuses(412, "REVISION_CONFLICT");
});

test("a command that gives up after repeated conflicts undoes its mirrored events", async () => {
  const school = aSchool();
  await send(school);
  meanwhile.push(...["01", "02", "03", "04"].map((day) => () => send(renaming(school, day))));
  await given().sends(conversion(school)).refuses(503, "CONTENDED");
});
