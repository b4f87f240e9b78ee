import type { Request } from "express";
import { parseJson } from "./json.ts";
import { Problem } from "./problem.ts";

/**
 * The JSON value of a body that `express.raw` has read. Throws UNSUPPORTED_MEDIA_TYPE unless it is declared as
 * application/json in UTF-8, and MALFORMED_JSON if there is none or `parseJson` refuses it.
 */
export const jsonBody = (request: Request): unknown => {
  const [type = "", ...parameters] = (request.get("content-type") ?? "").toLowerCase().split(";");
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith("charset="));
  const utf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  if (type.trim() !== "application/json" || !utf8) throw new Problem("UNSUPPORTED_MEDIA_TYPE");
  if (!Buffer.isBuffer(request.body)) throw new Problem("MALFORMED_JSON");
  return parseJson(request.body);
};
