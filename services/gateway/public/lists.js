import { ask } from "./api.js";
import { both, element } from "./element.js";

const days = ["2019-09-01", "2021-09-01", "2023-09-01", "2026-09-01"];
const account = "bureau-632803";

const query = `{ ${days
  .map(
    (day, index) =>
      `d${index}: schools(region: "632803", asOf: "${day}", first: 100) { edges { node { code name type } } }`,
  )
  .join("\n")} }`;

const isTeachingPoint = ({ type }) => type === "218";

const listOf = (day, schools) => {
  const points = schools.filter(isTeachingPoint).length;
  return element(
    "li",
    {},
    element("p", { class: "day" }, element("time", { datetime: day }, day)),
    element(
      "p",
      {},
      element("strong", {}, String(schools.length - points)),
      ` 所学校，`,
      element("strong", {}, String(points)),
      " 个教学点",
    ),
    element(
      "details",
      {},
      element("summary", {}, ...both("名单", "List")),
      element(
        "ul",
        {},
        ...schools.map(({ code, name }) => element("li", {}, `${name} `, element("span", { class: "id" }, code))),
      ),
    ),
  );
};

/** 茫崖: the same region on four days, as its schools were opened, converted and merged. */
export const showLists = async (place) => {
  const { data } = await ask(account, query);
  const lists = days.map((_day, index) => data?.[`d${index}`]?.edges.map(({ node }) => node) ?? []);
  if (lists.every((schools) => schools.length === 0)) return;
  place.replaceChildren(
    element(
      "h3",
      {},
      "茫崖市 632803：四个日期的学校名单 ",
      element("span", { lang: "en" }, "The schools of Mangya on four days"),
    ),
    element("ol", { class: "lists" }, ...days.map((day, index) => listOf(day, lists[index]))),
  );
};
