import { z } from "zod";
import { createDocument, type ZodOpenApiPathsObject } from "zod-openapi";
import { permissions } from "./permissions.ts";
import { type ProblemCode, problems, type Refusals } from "./problem.ts";
import { refusalsOf, type ServedTable, type Service } from "./service.ts";

const Receipt = z
  .object({
    id: z.string(),
    stream: z.string(),
    revision: z.string().meta({ example: "7" }),
    position: z.string().meta({ example: "1234" }),
    events: z.array(z.uuid()).meta({
      description: "所记录事件的编号，更正时引用。Ids of the recorded events; a correction names one.",
    }),
    warnings: z
      .array(z.object({ code: z.string(), pointer: z.string(), title: z.string() }))
      .optional()
      .meta({ description: "已接受但存疑之处。What was accepted but may be doubted." }),
  })
  .meta({
    id: "Receipt",
    description: "事实已持久保存。The facts are durable; send position as X-Wait-For-Position to read your own write.",
  });

const ProblemBody = z
  .object({
    type: z.string(),
    title: z.string().meta({ description: "中文标题；Accept-Language: en 时为英文。" }),
    status: z.int(),
    code: z.string().meta({ description: "稳定的错误代码。Stable code.", example: "DATE_INVALID" }),
    detail: z.unknown().optional(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
    instance: z.string(),
    traceId: z.string(),
  })
  .meta({ id: "Problem", description: "RFC 9457" });

/** OpenAPI 3.1 from the same zod schemas that parse the requests. */
export const openApiDocument = (services: readonly Service[]) => {
  const tables = services.flatMap((service) => service.tables);
  return createDocument({
    openapi: "3.1.1",
    info: {
      title: "联校 Lianxiao 命令接口",
      version: "1",
      description: describe(refusalsOf(services)),
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    security: [{ bearer: [] }],
    tags: tables.map(({ category, title: [zh, en] }) => ({
      name: category,
      description: `${zh} · ${en}`,
    })),
    paths: Object.assign({}, ...tables.map(pathsOf)),
    components: { securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
  });
};

const pathsOf = ({ category, routes }: ServedTable): ZodOpenApiPathsObject =>
  Object.fromEntries(
    Object.entries(routes).map(([name, { summary, body, creates, action }]) => [
      creates ? `/v1/${category}/${name}` : `/v1/${category}/{id}/${name}`,
      {
        post: {
          tags: [category],
          operationId: `${category}.${name}`,
          "x-permission": permissions[action],
          summary: summary.join(" · "),
          requestParams: {
            ...(creates ? {} : { path: z.object({ id: z.string() }) }),
            header: z.object({
              "Idempotency-Key": z
                .string()
                .meta({ description: "每个新命令一个；重试时不变。One per new command; the same on a retry." }),
              "If-Match": z.string().optional().meta({ description: '所见版本，如 "7"。The revision you saw.' }),
            }),
          },
          requestBody: { required: true, content: { "application/json": { schema: body } } },
          responses: {
            [creates ? "201" : "200"]: { description: "已接受", content: { "application/json": { schema: Receipt } } },
            ...failures,
          },
        },
      },
    ]),
  );

const codesOf = (status: number): readonly string[] =>
  Object.keys(problems).filter((code) => problems[code as ProblemCode][0] === status);

const failures = Object.fromEntries(
  [400, 401, 403, 404, 409, 412, 413, 415, 422, 503].map((status) => [
    `${status}`,
    {
      description: status === 409 ? "业务规则不允许，见 code" : codesOf(status).join(", "),
      content: { "application/problem+json": { schema: ProblemBody } },
    },
  ]),
);

const describe = (refusals: Refusals): string =>
  [
    "命令：HTTP POST；查询：GraphQL（/graphql）。每个命令须带 Idempotency-Key；同一键重试得到同一答复。",
    "Commands are HTTP POSTs, queries are GraphQL. A command repeated with its Idempotency-Key gets the identical reply.",
    "\n<details><summary>错误代码 · Problem codes</summary>\n\n| code | status | 中文 | English |\n|---|---|---|---|",
    ...Object.entries(problems).map(([code, [status, zh, en]]) => `| ${code} | ${status} | ${zh} | ${en} |`),
    ...Object.entries(refusals).map(([code, [zh, en]]) => `| ${code} | 409 | ${zh} | ${en} |`),
    "\n</details>",
  ].join("\n");
