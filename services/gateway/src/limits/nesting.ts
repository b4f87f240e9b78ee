import { Problem } from "@lianxiao/service";

const maxNesting = 64;

/**
 * Block strings, strings and comments, in which brackets mean nothing; then the brackets. One that does not end reaches
 * to where it must have ended, so that no character is looked at from two beginnings.
 */
const tokens = /"""(?:\\"""|\\(?!""")|[^\\])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*|[[\](){}]/g;

/**
 * Throws NESTING_TOO_DEEP for a query whose brackets of any kind are nested deeper than 64. The parser and several rules
 * of graphql-js recurse once or more a level, so how deep they reach before the stack ends depends on who calls them.
 * Reads no further than the first bracket that is too deep.
 */
export const refuseDeepNesting = (query: string): void => {
  let depth = 0;
  for (const [token] of query.matchAll(tokens)) {
    if ("[({".includes(token)) depth += 1;
    else if ("])}".includes(token)) depth -= 1;
    if (depth > maxNesting) throw new Problem("NESTING_TOO_DEEP");
  }
};
