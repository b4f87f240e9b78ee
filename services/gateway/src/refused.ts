import type { Language } from "@lianxiao/events";
import { problems } from "@lianxiao/service";
import { GraphQLError } from "graphql/index.js";

const limit = 400;

/** Why a query is answered with an error: HTTP status, Chinese and English words. Clients compare the code. */
export const refusals = {
  REGION_CODE_INVALID: [limit, problems.REGION_CODE_INVALID[1], problems.REGION_CODE_INVALID[2]],
  REGION_UNKNOWN: [limit, problems.REGION_UNKNOWN[1], problems.REGION_UNKNOWN[2]],
  REGION_SET_UNKNOWN: [limit, "没有这个统计口径区域集", "There is no region set with that id"],
  SCHOOL_CODE_INVALID: [limit, problems.SCHOOL_CODE_INVALID[1], problems.SCHOOL_CODE_INVALID[2]],
  SCHOOL_KEY_INVALID: [limit, "请给出 id 或 code 之一", "Give either id or code"],
  DATE_INVALID: [limit, "日期无效，应为 YYYY-MM-DD", "The date is not a real day of the form YYYY-MM-DD"],
  DATE_OUT_OF_RANGE: [limit, problems.DATE_OUT_OF_RANGE[1], problems.DATE_OUT_OF_RANGE[2]],
  DATE_TIME_INVALID: [limit, "时刻无效，应为带时区的 ISO 8601", "The time is not ISO 8601 with an offset"],
  POSITION_INVALID: [limit, "位置无效，应为十进制数字", "The position is not a decimal number"],
  KNOWN_AT_FUTURE: [limit, "knownAt 不能晚于现在", "knownAt lies in the future"],
  OPTION_INVALID: [
    limit,
    "该指标没有这个口径选项，或取值不在其列",
    "The rate does not have this option, or not with this value",
  ],
  PAGE_SIZE_INVALID: [limit, "first 应在 1 到 100 之间", "first must be from 1 to 100"],
  CURSOR_INVALID: [limit, "游标无效，或不属于这个查询", "The cursor is not valid or belongs to another query"],
  TEXT_INVALID: [limit, problems.TEXT_INVALID[1], problems.TEXT_INVALID[2]],
  QUERY_TOO_DEEP: [limit, "查询嵌套过深，至多 12 层", "The query is nested deeper than 12 levels"],
  QUERY_TOO_COSTLY: [
    limit,
    "查询过大，请减小 first 或拆分查询",
    "The query costs too much; ask for smaller pages or fewer fields",
  ],
  QUERIES_ONLY: [limit, "这里只有查询；命令见 /v1/docs", "Only queries are answered here; commands are at /v1/docs"],
  TOO_MANY_ALIASES: [limit, "别名过多，至多 30 个", "The query has more than 30 aliases"],
  STATEMENT_TIMEOUT: [
    503,
    "语句超时，请稍后重试或缩小查询",
    "A statement took too long; try again later or ask for less",
  ],
  READ_MODEL_UNAVAILABLE: [503, "暂时读不到数据，请稍后重试", "The read model cannot be read at the moment"],
  READ_MODEL_BEHIND: problems.READ_MODEL_BEHIND,
  INTERNAL: problems.INTERNAL,
} as const satisfies Readonly<Record<string, readonly [status: number, zh: string, en: string]>>;
export type RefusalCode = keyof typeof refusals;

/** The codes that Apollo Server gives to requests that are not sound GraphQL. Its own sentence is kept as a detail. */
export const faults = {
  GRAPHQL_PARSE_FAILED: [limit, "查询有语法错误", "The query has a syntax error"],
  GRAPHQL_VALIDATION_FAILED: [limit, "查询不符合模式", "The query does not fit the schema"],
  BAD_USER_INPUT: [limit, "变量或参数的值无效", "The value of a variable or an argument is not valid"],
  BAD_REQUEST: [limit, "请求不是有效的 GraphQL 请求", "The request is not a valid GraphQL request"],
  OPERATION_RESOLUTION_FAILURE: [limit, "没有指明要执行的操作", "The request does not say which operation is meant"],
  // 200 is what clients that send hashes expect before they send the query itself.
  PERSISTED_QUERY_NOT_SUPPORTED: [200, "不支持持久化查询，请发送查询全文", "Send the query itself, not its hash"],
} as const satisfies Readonly<Record<string, readonly [status: number, zh: string, en: string]>>;
export type FaultCode = keyof typeof faults;

/** The words of a code in a language. Values that the caller sent are never repeated. */
export const wordsOf = (code: RefusalCode | FaultCode, language: Language): string => {
  const [, zh, en] = isFaultCode(code) ? faults[code] : refusals[code];
  return language === "en" ? en : zh;
};

/** The error that ends a query with one of the refusals; `formatError` puts it in the caller's language. */
export const refused = (code: RefusalCode, details: Readonly<Record<string, unknown>> = {}): GraphQLError =>
  new GraphQLError(wordsOf(code, "en"), { extensions: { ...details, code, http: { status: refusals[code][0] } } });

export const isRefusalCode = (code: unknown): code is RefusalCode =>
  typeof code === "string" && Object.hasOwn(refusals, code);

export const isFaultCode = (code: unknown): code is FaultCode =>
  typeof code === "string" && Object.hasOwn(faults, code);

/** The HTTP status that a code asks for; 0 when it is none of the above. */
export const statusOf = (code: unknown): number => {
  if (isFaultCode(code)) return faults[code][0];
  return isRefusalCode(code) ? refusals[code][0] : 0;
};
