import { createLog } from "@lianxiao/service";
import { GraphQLError, Kind } from "graphql/index.js";
import { expect, test } from "vitest";
import { formatError } from "./format-error.ts";
import { refused } from "./refused.ts";

const format = formatError(createLog("gateway", "silent"));

test("an error that nobody foresaw tells its correlation id and nothing else", () => {
  const error = new GraphQLError("select * from secrets", { originalError: new Error("password is hunter2") });
  const shown = format(
    { message: error.message, extensions: { code: "INTERNAL_SERVER_ERROR", stacktrace: [] } },
    error,
  );
  expect(shown).toEqual({
    message: expect.stringContaining("系统内部错误"),
    extensions: { code: "INTERNAL", correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
});

test("a refusal is found however deep it is wrapped, and its values are kept", () => {
  const wrapped = new GraphQLError("outer", {
    originalError: new GraphQLError("inner", { originalError: refused("DATE_INVALID") }),
  });
  const shown = format({ message: "outer", extensions: { code: "BAD_USER_INPUT" } }, wrapped);
  expect(shown).toEqual({ message: expect.stringContaining("日期无效"), extensions: { code: "DATE_INVALID" } });
});

test("of a fault of the request, at most 300 characters of the engine's sentence are kept", () => {
  const message = `Cannot query field "${"x".repeat(1_000)}"`;
  const extensions = { code: "GRAPHQL_VALIDATION_FAILED" };
  const shown = format({ message, extensions }, new GraphQLError(message, { extensions }));
  expect(shown).toEqual({ message: "查询不符合模式", extensions: { ...extensions, detail: message.slice(0, 300) } });
});

test("an error of graphql-js that points to a field is a defect of ours, not a fault of the request", () => {
  const nodes = [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: "region" } } as const];
  const error = new GraphQLError("outer", {
    nodes,
    originalError: new GraphQLError("must resolve to a type", { nodes }),
  });
  expect(format({ message: "outer" }, error).extensions).toMatchObject({ code: "INTERNAL" });
});
