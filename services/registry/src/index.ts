import { type Service, served } from "@lianxiao/service";
import { codeTable } from "./code.ts";
import { regionTable } from "./region-commands.ts";
import { schoolTable } from "./school-commands.ts";

export { regionCategory } from "./region.ts";

/** The register (学校名录): regions, schools, campuses, codes, annual returns. */
export const registry: Service = {
  name: "registry",
  tables: [served(regionTable), served(schoolTable), served(codeTable)],
};
