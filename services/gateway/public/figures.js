import { ask, NoDemoAccounts } from "./api.js";
import { both, element, say } from "./element.js";

const coverage = (account, args, more = "") => ({ account, field: `coverage(${args}) { ...figure ${more} }` });
const parts = "children { region { code name } numerator denominator rate }";

/** What the page shows, each read with the account of the bureau that it belongs to. */
const figures = [
  { label: "滨江区 · 按学校", ...coverage("bureau-330108", 'region: "330108", asOf: "2023-09-01"') },
  { label: "滨江区 · 按校区", ...coverage("bureau-330108", 'region: "330108", basis: CAMPUSES, asOf: "2023-09-01"') },
  { label: "滨江区 · 按学生", ...coverage("bureau-330108", 'region: "330108", basis: PUPILS, asOf: "2023-09-01"') },
  { label: "杭州市 · 全市", ...coverage("bureau-330100", 'region: "330100", asOf: "2018-12-31"', parts) },
  {
    label: "杭州市 · 六城区",
    account: "bureau-330100",
    field: `coverageOfSet(set: "hangzhou-urban-6", asOf: "2018-12-31") { ...figure ${parts} }`,
  },
  {
    label: "福田区 · 学区覆盖",
    ...coverage("bureau-440304", 'region: "440304", rate: ZONE, basis: CAMPUSES, asOf: "2024-12-31"'),
  },
  { label: "江干区 · 撤并之前", ...coverage("bureau-330100", 'region: "330104", asOf: "2020-09-01"') },
  { label: "江干区 · 撤并之后", ...coverage("bureau-330100", 'region: "330104", asOf: "2022-09-01"') },
];

const figureFragment = `fragment figure on Coverage {
  numerator denominator rate unit asOf reason definition { id version textZh textEn }
  region { code name successors { code name } } set { id name note members { name } } }`;

const units = { SCHOOL: ["所学校", "schools"], CAMPUS: ["个校区", "campuses"], PUPIL: ["名学生", "pupils"] };

const reasons = {
  EMPTY_SET: ["当日没有应统计的学校", "no school to count on that day"],
  REGION_ABOLISHED: ["该区划已撤销", "the region had been abolished"],
  REGION_NOT_YET: ["该区划当时尚未设立", "the region did not exist yet"],
  OUT_OF_SCOPE: ["不在该账号范围内", "outside the account's scope"],
  NO_RETURN: ["当学年没有年度统计", "no annual return for that school year"],
};

/** One request per account: all its rows are then read from the same snapshot. */
const readFigures = async () => {
  const rows = new Map(figures.map((figure) => [figure, undefined]));
  for (const account of new Set(figures.map(({ account }) => account))) {
    const own = figures.filter((figure) => figure.account === account);
    const fields = own.map(({ field }, index) => `f${index}: ${field}`).join("\n");
    const { data, errors } = await ask(account, `{ ${fields} }\n${figureFragment}`);
    for (const [index, figure] of own.entries()) {
      const error = errors?.find(({ path }) => !path || path[0] === `f${index}`);
      rows.set(figure, { answer: data?.[`f${index}`] ?? undefined, error });
    }
  }
  return rows;
};

const cell = (label, ...children) => element("td", { "data-label": label }, ...children);

const rateOf = ({ rate, reason, region }) => {
  if (rate !== null) return [element("strong", { class: "rate" }, `${rate.toFixed(2)}%`)];
  const [zh, en] = reasons[reason] ?? [reason, ""];
  const into = (reason === "REGION_ABOLISHED" && region?.successors) || [];
  const words = into.length
    ? both(
        `${zh}，并入${into.map(({ name, code }) => `${name} ${code}`).join("、")}`,
        `${en}, into ${into.map(({ code }) => code).join(", ")}`,
      )
    : both(zh, en);
  return [element("span", { class: "none" }, ...words)];
};

const definitionOf = ({ definition, set }) => {
  const members = set
    ? [element("p", {}, `${set.name}：${set.members.map(({ name }) => name).join("、")}。${set.note ?? ""}`)]
    : [];
  return element(
    "details",
    {},
    element("summary", {}, ...both("口径", "Definition")),
    element("p", {}, definition.textZh),
    element("p", { lang: "en" }, definition.textEn),
    ...members,
    element("p", { class: "id" }, `${definition.id} · v${definition.version}`),
  );
};

const partsOf = ({ children = [] }) => {
  const counted = children.filter(({ denominator }) => denominator > 0);
  if (counted.length === 0) return [];
  const items = counted.map(({ region, numerator, denominator, rate }) =>
    element("li", {}, `${region.name} ${numerator} / ${denominator}，${rate.toFixed(2)}%`),
  );
  const summary = element("summary", {}, ...both(`分区县 ${counted.length}`, "By county"));
  return [element("details", {}, summary, element("ul", { class: "parts" }, ...items))];
};

const whole = new Intl.NumberFormat("zh-CN");

const countOf = ({ numerator, denominator, unit, reason }) => {
  if (reason !== null) return ["—"];
  const [zh, en] = units[unit];
  const words = element("span", { class: "unit", title: en }, zh);
  return [`${whole.format(numerator)} / ${whole.format(denominator)} `, words];
};

const rowOf = ({ label }, { answer, error }) => {
  const code = answer?.region ? [" ", element("span", { class: "id" }, answer.region.code)] : [];
  const title = element("th", { scope: "row" }, label, ...code);
  if (!answer)
    return element(
      "tr",
      {},
      title,
      element("td", { colspan: "4", class: "bad" }, error?.message ?? "尚未定义 Not defined"),
    );
  return element(
    "tr",
    {},
    title,
    cell("截至", element("time", { datetime: answer.asOf }, answer.asOf)),
    cell("分子 / 分母", ...countOf(answer)),
    cell("覆盖率", ...rateOf(answer)),
    cell("说明", element("div", {}, definitionOf(answer), ...partsOf(answer))),
  );
};

const headings = [
  ["区域", "Region"],
  ["截至", "As of"],
  ["分子 / 分母", "Numerator / denominator"],
  ["覆盖率", "Rate"],
  ["说明", "Notes"],
];

const table = (rows) =>
  element(
    "table",
    { class: "figures" },
    element(
      "thead",
      {},
      element("tr", {}, ...headings.map(([zh, en]) => element("th", { scope: "col" }, ...both(zh, en)))),
    ),
    element("tbody", {}, ...[...rows].map(([figure, row]) => rowOf(figure, row))),
  );

/** Reads the demo regions and shows them, or says in words why not. */
export const showFigures = async (state, place) => {
  try {
    const rows = await readFigures();
    const answers = [...rows.values()].map(({ answer }) => answer);
    const isEmpty = answers.every((answer) => !answer?.denominator);
    place.replaceChildren(...(isEmpty ? [] : [table(rows)]));
    if ([...rows.values()].some(({ error }) => error && error.extensions.code !== "REGION_UNKNOWN"))
      say(state, both("部分数字没有取到。", "Some figures could not be read."), true);
    else if (isEmpty)
      say(
        state,
        both("还没有演示数据：系统以空库启动，或数据正在写入，稍后刷新即可。", "There is no demo data (yet)."),
      );
    else say(state, []);
    return true;
  } catch (error) {
    if (error instanceof NoDemoAccounts) {
      const words = "本系统没有开放演示账号（生产方式），请经本单位统一身份认证取得令牌后使用查询接口。";
      say(state, both(words, "Demo accounts are not available in production."));
      return false;
    }
    say(state, both("暂时读不到数据，请稍后刷新。", "The figures cannot be read at the moment."), true);
    return true;
  }
};
