import { inert } from "@lianxiao/kernel";
import { createLog, startReactions } from "@lianxiao/service";
import { services } from "@lianxiao/standalone";
import { expect, onTestFinished, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { command } from "../commands.ts";
import { opened, schoolId } from "../events.ts";
import { recorded } from "../recorded.ts";
import { opening } from "../scene.ts";

const { hot, store, given } = await commandsUnderTest();

/** Runs the reactions of every service until they have caught up. */
const reacted = async (): Promise<void> => {
  const stopping = new AbortController();
  const { done, caughtUp } = startReactions(services, {
    store: hot,
    log: createLog("reactions", "fatal"),
    failpoint: inert,
    process: "old-records",
    signal: stopping.signal,
  });
  onTestFinished(async () => {
    stopping.abort();
    await done;
  });
  await caughtUp();
  // Twice: the first pass records events that are reacted to as well.
  await caughtUp();
};

test("a school recorded before codes were claimed gets its claim without waiting for a command", async () => {
  const ids = [1, 2, 3].map((n) => schoolId(7_000 + n));
  const steps = ids.map((id) => recorded(`school-${id}`, "SchoolOpened", opened(id).data as object, { commandId: id }));
  await given(...steps)
    .sends(command("bureau-330108", "school/open-school", opening()))
    .answers();
  await reacted();
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
