import { uuidV5 } from "@lianxiao/kernel";
import { describe, test } from "vitest";
import { commandsUnderTest } from "../asks.ts";
import { command } from "../commands.ts";

const { given } = await commandsUnderTest();

const said = (name: string, body: object) => command("bureau-360000", `region/cn/${name}`, body);

describe("a region that is recorded late, before a later one with the same code", () => {
  const code = "362399";
  const opening = { code, name: "旧县", level: "COUNTY", parent: "360900", on: null };
  const later = said("open-region", { ...opening, name: "新县", parent: "361100", on: "1982-01-01" });
  const until = "1981-01-01";

  test("is accepted with its end and its heir", async () => {
    await given(later).sends(said("open-region", opening)).refuses(409, "REGION_CODE_TAKEN");
    const asked = said("open-region", { ...opening, until, into: "360981" });
    await given()
      .sends(asked)
      .gives(
        { type: "RegionOpened", data: { ...opening, id: uuidV5("region", asked.commandId) } },
        { type: "RegionMerged", data: { id: uuidV5("region", asked.commandId), on: until, into: ["360981"] } },
      );
  });

  test("is refused to a bureau that does not cover the heir", async () => {
    const elsewhere = { ...opening, code: "362398", until, into: "330102" };
    await given().sends(said("open-region", elsewhere)).refuses(403, "OUT_OF_SCOPE");
  });

  test("needs both its end and its heir", async () => {
    const lacking = (pointer: string) => ({ errors: [{ pointer, code: "FIELD_REQUIRED" }] });
    await given()
      .sends(said("open-region", { ...opening, until }))
      .refuses(422, "FIELD_REQUIRED", lacking("/into"));
    await given()
      .sends(said("open-region", { ...opening, into: "360981" }))
      .refuses(422, "FIELD_REQUIRED", lacking("/until"));
  });
});
