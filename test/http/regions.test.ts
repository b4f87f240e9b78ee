import { test } from "vitest";
import { commandsUnderTest } from "../asks.ts";

const { given } = await commandsUnderTest();
const on = "2025-03-01";
const ningbo = "bureau-330200";

test("a city does not merge another city's county into its own, nor its own into another's", async () => {
  const path = "region/cn/merge-region";
  await given().asks(ningbo, path, { code: "330106", into: "330203", on }).refuses(403, "OUT_OF_SCOPE");
  await given().asks(ningbo, path, { code: "330203", into: "330106", on }).refuses(403, "OUT_OF_SCOPE");
});

test("a county opens nothing below itself", async () => {
  const body = { code: "339800", name: "新设区", level: "COUNTY", parent: "330203", on };
  await given().asks("bureau-330203", "region/cn/open-region", body).refuses(403, "OUT_OF_SCOPE");
});
