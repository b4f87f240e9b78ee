import { change, codeOf, idOf, open, type School } from "./school.ts";
import type { Step } from "./step.ts";

const region = "632803";
const year = (on: number) => ({ on: `${on}-01-01`, precision: "YEAR" as const });

/** The sources give names and years of change; types and the first date are our reading. */
const unknown = { ...year(2018), document: "开办日期未见来源，自建市起登记；办学类型为示例。" };

const first: School = {
  code: codeOf("341", region, 1),
  name: "茫崖市第一中学",
  type: "341",
  region,
  urbanRural: "121",
  ...unknown,
};
const second: School = {
  code: codeOf("312", region, 2),
  name: "茫崖市第二中学",
  type: "312",
  region,
  urbanRural: "121",
  ...unknown,
};
const lenghu: School = {
  code: codeOf("312", region, 3),
  name: "冷湖中学",
  type: "312",
  region,
  urbanRural: "121",
  ...unknown,
};
const experimental: School = {
  code: codeOf("211", region, 4),
  name: "茫崖市实验小学",
  type: "211",
  region,
  urbanRural: "121",
  ...year(2022),
};

const convert = (
  school: School,
  to: { readonly type: "211" | "218"; readonly name: string; readonly serial: number; readonly year: number },
): Step =>
  change(school, "convert-school", {
    type: to.type,
    code: codeOf(to.type, region, to.serial),
    name: to.name,
    ...year(to.year),
  });

/** What was recorded each autumn: the four reorganisations of 茫崖. */
export const mangyaWaves: Readonly<Record<2019 | 2020 | 2022 | 2025, readonly (readonly Step[])[]>> = {
  2019: [[open(first), open(second), open(lenghu)]],
  2020: [[convert(lenghu, { type: "218", name: "冷湖镇教学点", serial: 5, year: 2020 })]],
  2022: [
    [change(second, "transfer-stage", { stage: "JUNIOR", toSchoolId: idOf(first), ...year(2022) })],
    [convert(second, { type: "211", name: "茫崖市第二完全小学", serial: 6, year: 2022 }), open(experimental)],
  ],
  2025: [[convert(second, { type: "218", name: "茫崖镇教学点", serial: 7, year: 2025 })]],
};
