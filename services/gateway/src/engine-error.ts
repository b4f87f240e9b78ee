import type { Language } from "@lianxiao/events";
import { type GraphQLError, Kind } from "graphql/index.js";

/** The kinds of nodes that errors of graphql-js point to, in Chinese and English. */
const kinds: Readonly<Partial<Record<Kind, readonly [zh: string, en: string]>>> = {
  [Kind.FIELD]: ["字段", "field"],
  [Kind.ARGUMENT]: ["参数", "argument"],
  [Kind.OBJECT_FIELD]: ["输入字段", "input field"],
  [Kind.VARIABLE]: ["变量", "variable"],
  [Kind.VARIABLE_DEFINITION]: ["变量", "variable"],
  [Kind.NAMED_TYPE]: ["类型", "type"],
  [Kind.NAME]: ["名称", "name"],
  [Kind.DIRECTIVE]: ["指令", "directive"],
  [Kind.FRAGMENT_SPREAD]: ["片段", "fragment"],
  [Kind.INLINE_FRAGMENT]: ["片段", "fragment"],
  [Kind.FRAGMENT_DEFINITION]: ["片段", "fragment"],
  [Kind.OPERATION_DEFINITION]: ["操作", "operation"],
  [Kind.ENUM]: ["枚举值", "enum value"],
};

const nameOf = (node: object): string => {
  if ("name" in node && typeof node.name === "object" && node.name !== null) return nameOf(node.name);
  if ("variable" in node && typeof node.variable === "object" && node.variable !== null) return nameOf(node.variable);
  const name = "kind" in node && "value" in node && node.kind === Kind.NAME ? String(node.value) : "";
  return name.length > 64 ? `${name.slice(0, 64)}…` : name;
};

const thing = ({ nodes: [node] = [] }: GraphQLError, language: Language): string | undefined => {
  const words = node && kinds[node.kind];
  return words && [words[language === "en" ? 1 : 0], nameOf(node)].filter(Boolean).join(" ");
};

const place = ({ locations: [at] = [] }: GraphQLError, language: Language): string | undefined => {
  if (at === undefined) return undefined;
  return language === "en" ? `line ${at.line}, column ${at.column}` : `第 ${at.line} 行第 ${at.column} 列`;
};

/** What an error of graphql-js is about and where, such as "：字段 schoolz，第 1 行第 3 列"; empty if it does not say. */
export const aboutOf = (error: GraphQLError, language: Language): string => {
  const parts = [thing(error, language), place(error, language)].filter((part) => part !== undefined);
  if (parts.length === 0) return "";
  return language === "en" ? `: ${parts.join(", ")}` : `：${parts.join("，")}`;
};
