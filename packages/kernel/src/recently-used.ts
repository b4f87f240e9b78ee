/**
 * A map of the most recently used entries, at least `size / 2` and at most `size + 1` of them, with a constant cost of
 * every operation. Two generations: `set` moves an entry to the younger one; when that has more than half the size, the
 * older one is dropped. (One Map in order of use would keep a gap for each use, and finding its oldest entry would walk
 * over the gaps.)
 */
export const recentlyUsed = <Key, Value>(size: number) => {
  let younger = new Map<Key, Value>();
  let older = new Map<Key, Value>();

  const set = (key: Key, value: Value): void => {
    older.delete(key);
    younger.set(key, value);
    if (younger.size <= size / 2) return;
    older = younger;
    younger = new Map();
  };

  return {
    /** Does not count as a use. */
    peek: (key: Key): Value | undefined => younger.get(key) ?? older.get(key),
    set,
    delete: (key: Key): void => {
      younger.delete(key);
      older.delete(key);
    },
  };
};
