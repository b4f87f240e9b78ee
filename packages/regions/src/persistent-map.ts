const bucketCount = 256;

/**
 * An immutable map: `placed` returns a new one. It shares all but one of its 256 buckets with the previous one, so that
 * thousands of dated trees can be kept.
 */
export type PersistentMap<V> = readonly (ReadonlyMap<string, V> | undefined)[];

const bucketOf = (key: string): number => {
  let hash = 0;
  for (let at = 0; at < key.length; at += 1) hash = (hash * 31 + key.charCodeAt(at)) % 65_521;
  return hash % bucketCount;
};

export const emptyMap: PersistentMap<never> = Array.from({ length: bucketCount });

export const found = <V>(map: PersistentMap<V>, key: string): V | undefined => map[bucketOf(key)]?.get(key);

export const placed = <V>(map: PersistentMap<V>, key: string, value: V): PersistentMap<V> => {
  const bucket = bucketOf(key);
  return map.with(bucket, new Map(map[bucket]).set(key, value));
};

export const entries = <V>(map: PersistentMap<V>): readonly (readonly [string, V])[] =>
  map.flatMap((bucket) => (bucket ? [...bucket] : []));
