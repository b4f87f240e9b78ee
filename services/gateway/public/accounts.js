import { ask } from "./api.js";
import { element } from "./element.js";

const bureaus = [
  ["bureau-330108", "滨江区教育局：登记本区学校，批准本区集团，看本区全部学校。", "County bureau of Binjiang."],
  [
    "bureau-330100",
    "杭州市教育局：看全市各区，登记区划调整。",
    "City bureau of Hangzhou; also records region changes.",
  ],
  ["bureau-330000", "浙江省教育厅：看全省，可下钻到市、县。", "Provincial bureau of Zhejiang."],
  ["bureau-440304", "福田区教育局：以校区为统计单位，看学区覆盖。", "County bureau of Futian, which counts campuses."],
  ["bureau-632803", "茫崖市教育局：看四次布局调整前后的学校名单。", "County-level bureau of Mangya."],
  ["auditor-330100", "杭州市审计：只读，可看任何一天和“当时所知”。", "Auditor for Hangzhou, read-only."],
];

const groupsQuery = `{ groups(region: "330108", first: 5) { edges { node {
  lead { code name } members { role school { code name } } } } } }`;

/** The school accounts are named after schools of the data, so the data is asked which there are. */
const schoolAccounts = async () => {
  const { data } = await ask("bureau-330108", groupsQuery);
  const group = data?.groups.edges
    .map(({ node }) => node)
    .find(({ lead, members }) => lead && members.some(({ role }) => role === "MEMBER"));
  if (!group) return [];
  const member = group.members.find(({ role }) => role === "MEMBER").school;
  return [
    [
      `lead-${group.lead.code}`,
      `${group.lead.name}（牵头校）：办理本集团成员的加入与退出。`,
      "A lead school of a group.",
    ],
    [`member-${member.code}`, `${member.name}（成员校）：填报本校年度统计，看所在区县。`, "A member school."],
  ];
};

const show = (list, select, accounts) => {
  list.append(
    ...accounts.flatMap(([account, zh, en]) => [
      element("dt", {}, element("code", {}, account)),
      element("dd", {}, zh, " ", element("span", { lang: "en" }, en)),
    ]),
  );
  select.append(
    ...accounts.map(([account, zh]) => element("option", { value: account }, `${account} · ${zh.split(/[：]/)[0]}`)),
  );
};

export const showAccounts = async (list, select, available) => {
  show(available ? list : element("dl"), select, bureaus);
  if (available) show(list, select, await schoolAccounts().catch(() => []));
};
