import type { z } from "zod";

/** One error in a body; `pointer` is an RFC 6901 JSON pointer to the field. */
export type FieldError = { readonly pointer: string; readonly code: string; readonly detail?: string };

/** A zod error as field errors. A union is one error: its members are values, not shapes. */
export const fieldErrors = (error: z.ZodError): readonly FieldError[] =>
  error.issues.flatMap((issue) => fieldErrorsOf(issue));

const numeric: readonly string[] = ["number", "int", "bigint"];

const fieldErrorsOf = (issue: z.core.$ZodIssue): readonly FieldError[] => {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ pointer: pointerTo([...issue.path, key]), code: "UNKNOWN_FIELD" }));
  const pointer = pointerTo(issue.path);
  if (issue.code === "custom" && typeof issue.params?.code === "string") return [{ pointer, code: issue.params.code }];
  // With reportInput, an issue carries the input, which is undefined if the field is missing.
  if (issue.input === undefined && issue.path.length > 0 && issue.code !== "custom")
    return [{ pointer, code: "FIELD_REQUIRED" }];
  if (issue.code === "invalid_format") return [{ pointer, code: "FORMAT_INVALID", detail: issue.message }];
  const ofNumber =
    issue.code === "too_big" || issue.code === "too_small"
      ? numeric.includes(issue.origin)
      : issue.code === "not_multiple_of";
  if (ofNumber) return [{ pointer, code: "NUMBER_INVALID", detail: issue.message }];
  return [{ pointer, code: "BODY_INVALID", detail: issue.message }];
};

const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).slice(0, 64).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
