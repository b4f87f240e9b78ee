import { Problem } from "./problem.ts";

const maxDepth = 20;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** Parses a JSON text. Unlike JSON.parse, it refuses duplicate keys, nesting deeper than 20 and invalid UTF-8. */
export const parseJson = (bytes: Uint8Array): unknown => {
  try {
    const text = utf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    refuseDoubleKeys(text);
    return value;
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem("MALFORMED_JSON");
  }
};

/** The text has been accepted by JSON.parse, so that only its strings and brackets need to be looked at. */
const refuseDoubleKeys = (text: string): void => {
  const open: (Set<string> | undefined)[] = [];
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === "{" || token === "[") open.push(token === "{" ? new Set() : undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (isKey(text, index + token.length)) refuseSecond(open.at(-1), String(JSON.parse(token)));
    if (open.length > maxDepth) throw new Problem("MALFORMED_JSON", { detail: `nesting is deeper than ${maxDepth}` });
  }
};

const isKey = (text: string, after: number): boolean => /^\s*:/.test(text.slice(after, after + 100));

const refuseSecond = (keys: Set<string> | undefined, key: string): void => {
  if (keys?.has(key)) throw new Problem("MALFORMED_JSON", { detail: `the key "${key.slice(0, 64)}" is given twice` });
  keys?.add(key);
};
