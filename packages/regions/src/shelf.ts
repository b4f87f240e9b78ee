const boards = 256;

/**
 * A map that is never changed: `placed` gives another one. It shares all but one board in 256 with the one before, so that
 * each of thousands of dated trees may have one of its own.
 */
export type Shelf<V> = readonly (ReadonlyMap<string, V> | undefined)[];

const boardOf = (key: string): number => {
  let hash = 0;
  for (let at = 0; at < key.length; at += 1) hash = (hash * 31 + key.charCodeAt(at)) % 65_521;
  return hash % boards;
};

export const emptyShelf: Shelf<never> = Array.from({ length: boards });

export const found = <V>(shelf: Shelf<V>, key: string): V | undefined => shelf[boardOf(key)]?.get(key);

export const placed = <V>(shelf: Shelf<V>, key: string, value: V): Shelf<V> => {
  const board = boardOf(key);
  return shelf.with(board, new Map(shelf[board]).set(key, value));
};

export const entries = <V>(shelf: Shelf<V>): readonly (readonly [string, V])[] =>
  shelf.flatMap((board) => (board ? [...board] : []));
