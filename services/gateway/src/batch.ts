/**
 * Collects the keys that the resolvers of one level ask for and loads them with one query; a key is loaded once.
 * For one request only: its answers belong to one snapshot and one caller.
 */
export const batch = <Value>(
  load: (keys: readonly string[]) => Promise<(key: string) => Value>,
): ((key: string) => Promise<Value>) => {
  const known = new Map<string, Promise<Value>>();
  let waiting: { readonly keys: string[]; readonly found: Promise<(key: string) => Value> } | undefined;
  const collect = () => {
    const keys: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    // By then every resolver of this level has said what it needs.
    setImmediate(resolve);
    const found = promise.then(() => {
      waiting = undefined;
      return load(keys);
    });
    return { keys, found };
  };
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    waiting ??= collect();
    waiting.keys.push(key);
    const value = waiting.found.then((of) => of(key));
    known.set(key, value);
    return value;
  };
};
