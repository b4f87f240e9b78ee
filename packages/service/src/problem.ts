import { randomUUID } from "node:crypto";
import type { Language, Words } from "@lianxiao/events";
import { Abandoned, Contended, KeyReused, Refusal, RevisionConflict, StoreUnavailable } from "@lianxiao/kernel";
import type { ErrorRequestHandler, Request } from "express";
import { z } from "zod";
import { type FieldError, fieldErrors } from "./field-error.ts";
import type { Log } from "./telemetry.ts";

/** The titles of problems by code. */
export type Refusals = Readonly<Record<string, Words>>;

/**
 * Problems of the API itself: status and titles. The refusal of a business rule is always 409, with titles from its
 * service.
 */
export const problems = {
  MALFORMED_JSON: [400, "请求格式错误", "The body is not well-formed JSON"],
  IDEMPOTENCY_KEY_REQUIRED: [400, "缺少 Idempotency-Key 请求头", "The Idempotency-Key header is required"],
  IDEMPOTENCY_KEY_INVALID: [
    400,
    "Idempotency-Key 无效",
    "The Idempotency-Key must be 1 to 200 visible ASCII characters",
  ],
  IF_MATCH_INVALID: [400, "If-Match 无效，应为带引号的版本号", 'If-Match must be a quoted revision such as "7"'],
  NESTING_TOO_DEEP: [400, "括号嵌套过深，至多 64 层", "The brackets of the query are nested deeper than 64"],
  WAIT_FOR_POSITION_INVALID: [400, "X-Wait-For-Position 无效", "X-Wait-For-Position must be a decimal position"],
  TOKEN_MISSING: [401, "缺少访问令牌", "A bearer token is required"],
  TOKEN_INVALID: [401, "访问令牌无效", "The bearer token is not valid"],
  OUT_OF_SCOPE: [403, "无权在该行政区划或学校执行此操作", "Your account may not command in that region or school"],
  TOO_LONG_AGO: [
    403,
    "早于本地区补录更正期限，须由上一级教育行政部门补录或更正",
    "That lies before what the region's own bureaus may correct or add; the bureau above does",
  ],
  PROPOSER_MAY_NOT_APPROVE: [403, "提出人不能批准自己的提议", "Who proposed something may not approve it"],
  NOT_FOUND: [404, "未找到", "Not found"],
  METHOD_NOT_ALLOWED: [405, "不支持该请求方法", "That method is not allowed here"],
  IDEMPOTENCY_KEY_REUSED: [
    422,
    "同一 Idempotency-Key 已用于不同的请求",
    "The Idempotency-Key was used with another body",
  ],
  COMMAND_ABANDONED: [
    409,
    "该命令耗时过长，已被放弃，请用新的 Idempotency-Key 重试",
    "The command took too long and was given up; send it with a new Idempotency-Key",
  ],
  REVISION_CONFLICT: [412, "数据已被他人修改", "The data has been changed since you read it"],
  BODY_TOO_LARGE: [413, "请求体过大", "The body is too large"],
  UNSUPPORTED_MEDIA_TYPE: [415, "请使用 application/json（UTF-8）", "Send application/json in UTF-8"],
  BODY_INVALID: [422, "请求内容无效", "The body is not valid"],
  UNKNOWN_FIELD: [422, "存在未定义的字段", "The body has a field that is not defined"],
  FIELD_REQUIRED: [422, "缺少必填字段", "A required field is missing"],
  DATE_INVALID: [422, "日期无效", "The date does not exist"],
  DATE_FORMAT: [422, "日期格式应为 YYYY-MM-DD，如 2023-09-01", "A date is written YYYY-MM-DD, for example 2023-09-01"],
  DATE_OUT_OF_RANGE: [
    422,
    "日期超出范围，应在 1900-01-01 至 2199-12-31 之间",
    "The date is out of range; it must be from 1900-01-01 to 2199-12-31",
  ],
  DATE_TOO_FAR: [422, "日期距今超过十年", "The date is more than ten years ahead"],
  INTERVAL_REVERSED: [422, "结束日期须晚于开始日期", "The period ends on the day on which it begins, or before it"],
  FORMAT_INVALID: [422, "格式不符", "The form is not the one that is asked for"],
  TEXT_INVALID: [
    422,
    "文字为空、过长或含有不允许的字符",
    "The text is empty, too long or has characters that are not allowed",
  ],
  REGION_CODE_INVALID: [422, "行政区划代码格式错误", "The region code is not six digits"],
  REGION_UNKNOWN: [422, "行政区划代码不存在", "There is no region with that code"],
  REGION_NOT_YET: [422, "该行政区划当时尚未设立", "The region did not exist yet on that day"],
  REGION_ABOLISHED: [422, "该行政区划已撤销", "The region had been abolished by that day"],
  SCHOOL_CODE_INVALID: [422, "学校标识码应为 10 位数字", "A school code has ten digits"],
  SCHOOL_CODE_PLACEHOLDER: [
    422,
    "十位相同的数字不是学校标识码",
    "Ten equal digits stand for a code that is not known; they are none",
  ],
  CAMPUS_KEY_INVALID: [422, "校区编号无效", "The campus key is not valid"],
  NUMBER_INVALID: [422, "数值无效", "The number is not valid"],
  YEAR_NOT_BEGUN: [422, "该学年尚未开始", "That school year has not begun"],
  INTERNAL: [500, "系统内部错误", "Internal error"],
  STORE_UNAVAILABLE: [
    503,
    "暂时无法确认结果，请用同一 Idempotency-Key 重试",
    "The outcome is not known; retry with the same Idempotency-Key",
  ],
  CONTENDED: [503, "同一对象的并发修改过多，请稍后重试", "Too many changes of the same thing at once; retry shortly"],
  READ_MODEL_BEHIND: [
    503,
    "数据尚未更新到所要求的位置，请稍后重试",
    "The read model has not reached the requested position yet",
  ],
  IDENTITY_UNAVAILABLE: [503, "身份提供方暂时不可用", "The identity provider does not answer"],
  NOT_READY: [503, "服务尚未就绪", "The service is not ready"],
} as const satisfies Readonly<Record<string, readonly [status: number, zh: string, en: string]>>;
export type ProblemCode = keyof typeof problems;

/** Warnings: the input is possible and accepted, but doubtful. */
export const warnings = {
  CODE_CLASS_DOUBTFUL: ["学校标识码的机构类别位与办学类型不符", "The code's class digits do not fit the school's type"],
  CODE_PROVINCE_DOUBTFUL: [
    "学校标识码的省级代码与所属行政区划不符",
    "The code's province digits do not fit the school's region",
  ],
  CODE_PROVINCE_UNKNOWN: ["学校标识码的省级代码不存在", "There is no province with the code's province digits"],
} as const satisfies Readonly<Record<string, Words>>;
export type WarningCode = keyof typeof warnings;

/** A negative response, by a code of the catalogue above. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[];
  readonly detail: string | undefined;

  constructor(code: ProblemCode, { errors = [], detail }: { errors?: readonly FieldError[]; detail?: string } = {}) {
    super(code);
    this.code = code;
    this.errors = errors;
    this.detail = detail;
  }
}

/** Members that an endpoint adds to its problems, from the code and the title in the caller's language. */
export type Extend = (problem: { readonly code: string; readonly title: string }) => object;

/** Translates every error into an RFC 9457 response; an unexpected error is a 500 that shows only its trace id. */
export const problemHandler =
  (refusals: Refusals, log: Log, extend: Extend = () => ({})): ErrorRequestHandler =>
  (error, request, response, next) => {
    if (response.headersSent) return next(error);
    const traceId = randomUUID();
    const { status, ...members } = translate(error, refusals, request);
    const at = { traceId, url: request.originalUrl };
    if (status === 503) log.warn({ ...at, code: members.code, error: String(error) }, "request not answered");
    else if (status >= 500) log.error({ ...at, err: error }, "request failed");
    if (status === 503) response.set("Retry-After", "1");
    // The current revision, so that the caller can look at what has changed and try again.
    if (error instanceof RevisionConflict && error.actual !== undefined) response.set("ETag", `"${error.actual}"`);
    if (status === 401) response.set("WWW-Authenticate", "Bearer");
    const type = `/v1/docs#${members.code}`;
    const instance = request.originalUrl.split("?")[0];
    response
      .status(status)
      .type("application/problem+json")
      .json({ type, status, ...members, ...extend(members), instance, traceId });
  };

const translate = (error: unknown, refusals: Refusals, request: Request) => {
  if (error instanceof Refusal) {
    const words: Words = refusals[error.code] ?? [error.code, error.code];
    return { status: 409, code: error.code, title: inLanguage(request, words), detail: error.detail };
  }
  const { code, errors, detail } = known(error);
  const [status, ...words] = problems[code];
  const named = errors.map(({ pointer, code: field, detail: said }) => ({
    pointer,
    code: field,
    detail: said ?? inLanguage(request, wordsOf(field)),
  }));
  return {
    status,
    code,
    title: inLanguage(request, words),
    ...(detail ? { detail } : {}),
    ...(named.length > 0 ? { errors: named } : {}),
  };
};

/** The title of a warning in the language of the request. */
export const titleOf = (request: Request, code: string): string =>
  inLanguage(request, warnings[code as WarningCode] ?? [code, code]);

const wordsOf = (code: string): Words => {
  const [, zh, en] = problems[code as ProblemCode] ?? problems.BODY_INVALID;
  return [zh, en];
};

const known = (error: unknown): Pick<Problem, "code" | "errors" | "detail"> => {
  if (error instanceof Problem) return error;
  if (error instanceof z.ZodError) {
    const errors = fieldErrors(error);
    const codes = new Set(errors.map(({ code }) => code));
    const [only] = codes;
    return new Problem(
      codes.size === 1 && only !== undefined && only in problems ? (only as ProblemCode) : "BODY_INVALID",
      { errors },
    );
  }
  if (error instanceof RevisionConflict) return new Problem("REVISION_CONFLICT");
  if (error instanceof KeyReused) return new Problem("IDEMPOTENCY_KEY_REUSED");
  if (error instanceof Abandoned) return new Problem("COMMAND_ABANDONED");
  if (error instanceof Contended) return new Problem("CONTENDED");
  if (error instanceof StoreUnavailable) return new Problem("STORE_UNAVAILABLE");
  return fromBodyParser(error) ?? new Problem("INTERNAL");
};

/** Express's body reader throws errors with a `type`; see its documentation for the list. */
const fromBodyParser = (error: unknown): Problem | undefined => {
  const type = error instanceof Error && "type" in error ? error.type : undefined;
  if (type === "entity.too.large") return new Problem("BODY_TOO_LARGE");
  if (type === "encoding.unsupported" || type === "charset.unsupported") return new Problem("UNSUPPORTED_MEDIA_TYPE");
  if (type === "request.aborted" || type === "request.size.invalid") return new Problem("MALFORMED_JSON");
  // Express throws URIError with status 400 for a path that cannot be decoded.
  if (error instanceof URIError) return new Problem("NOT_FOUND");
  if (error instanceof Error && "status" in error && error.status === 400) return new Problem("MALFORMED_JSON");
  return undefined;
};

/** The language of the answer by Accept-Language with its q-values: English if it is preferred, else Chinese. */
export const languageOf = (request: Pick<Request, "acceptsLanguages">): Language =>
  request.acceptsLanguages("zh", "en") === "en" ? "en" : "zh";

const inLanguage = (request: Request, [zh, en]: Words): string => (languageOf(request) === "en" ? en : zh);
