import { builder } from "./builder.ts";
import "./types/scalars.ts";
import "./types/coverage.ts";
import "./types/group.ts";
import "./types/proposal.ts";
import "./types/region.ts";
import "./types/school.ts";

builder.queryType({ description: "全部查询；命令走 HTTP（/v1/docs）。Every query; commands are HTTP, see /v1/docs." });

export const schema = builder.toSchema();
