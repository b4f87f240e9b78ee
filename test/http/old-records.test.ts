import { expect, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { command } from "../commands.ts";
import { opened, schoolId } from "../events.ts";
import { reacted } from "../reacted.ts";
import { recorded } from "../recorded.ts";
import { opening } from "../scene.ts";

const { hot, store, given } = await commandsUnderTest();

test("a school from before codes were claimed gets its claim, which waits for no command", async () => {
  const ids = [1, 2, 3].map((n) => schoolId(7_000 + n));
  const steps = ids.map((id) => recorded(`school-${id}`, "SchoolOpened", opened(id).data as object, { commandId: id }));
  await given(...steps)
    .sends(command("bureau-330108", "school/open-school", opening()))
    .answers();
  await reacted({ hot }, "old-records");
  for (const id of ids) {
    const { code } = opened(id).data as { readonly code: string };
    const claims = await store.read(`code-${code}`);
    expect(claims.map(({ type, metadata }) => [type, metadata["commandId"]])).toEqual([["CodeClaimed", id]]);
    expect((await store.read(`school-${id}`)).map(({ type }) => type)).toEqual(["SchoolOpened@2"]);
  }
  await given()
    .sends(command("bureau-330108", "school/open-school", opening({ code: `2133${ids[0]?.slice(-6)}` })))
    .refuses(409, "SCHOOL_CODE_TAKEN");
});
