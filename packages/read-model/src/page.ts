/** The first `first` rows after the cursor of an earlier page. */
export type Paging = { readonly first: number; readonly after?: string | null | undefined };

export type Page<T> = { readonly nodes: readonly (T & { readonly cursor: string })[]; readonly hasNextPage: boolean };

/** The cursor is not one of ours. */
export class CursorInvalid extends Error {
  override readonly name = "CursorInvalid";
}

/** The sort key after which a page begins: the order of a row, and its id for rows of equal order. */
export type Key = readonly [order: string, id: string];

const cursorOf = (key: Key): string => Buffer.from(JSON.stringify(key)).toString("base64url");

const isKey = (value: unknown): value is Key =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === "string");

/** The key after which to begin; before everything without a cursor. */
export const keyOf = ({ after }: Paging): Key => {
  if (after === undefined || after === null) return ["", ""];
  const key = parsed(Buffer.from(after, "base64url").toString("utf8"));
  // PostgreSQL's text cannot hold a NUL.
  if (!isKey(key) || key.some((part) => part.includes("\0")))
    throw new CursorInvalid(`"${after}" is not a cursor of a page.`);
  return key;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Makes a page of the rows, of which one more than asked for has been queried. */
export const pageOf = <T>(rows: readonly T[], { first }: Paging, key: (row: T) => Key): Page<T> => ({
  nodes: rows.slice(0, first).map((row) => ({ ...row, cursor: cursorOf(key(row)) })),
  hasNextPage: rows.length > first,
});
