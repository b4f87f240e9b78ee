/** The fields of a stream's metadata that decide which of its events can be read. */
export interface StreamMetadata {
  readonly maxCount?: bigint;
  readonly maxAgeSeconds?: bigint;
  readonly truncateBefore?: bigint;
  readonly acl?: Acl;
}

/** Who may read, write and delete a stream's events, and read and write its metadata. */
export type Acl = { readonly [right in (typeof rights)[number]]?: readonly string[] };

const rights = ["$r", "$w", "$d", "$mr", "$mw"] as const;

/** The revision of a tombstone; as `$tb` it marks a stream as softly deleted. */
export const deletedRevision = 2n ** 63n - 1n;

export const metadataType = "$metadata";

export const isMetadataStream = (stream: string): boolean => stream.startsWith("$$");

export const metadataStreamOf = (stream: string): string => `$$${stream}`;

export const describedStream = (metadataStream: string): string => metadataStream.slice(2);

/** Parses JSON without losing digits: 2^63-1 cannot be represented as a double. */
const parse = (json: string): unknown =>
  JSON.parse(json, (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && context?.source && /^-?\d+$/.test(context.source) ? BigInt(context.source) : value,
  );

const isNames = (value: unknown): boolean =>
  typeof value === "string" || (Array.isArray(value) && value.every((name) => typeof name === "string"));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Parses an access list; undefined if it is malformed. */
export const aclIn = (value: unknown): Acl | undefined => {
  if (!isObject(value) || !rights.every((right) => value[right] == null || isNames(value[right]))) return undefined;
  const given = rights.filter((right) => value[right] != null);
  return Object.fromEntries(given.map((right) => [right, [value[right]].flat().map(String)]));
};

/** Parses a number of at least `least`; "malformed" invalidates all of the metadata. */
const atLeast = (value: unknown, least: bigint): bigint | undefined | "malformed" => {
  if (value == null) return undefined;
  return typeof value === "bigint" && value >= least ? value : "malformed";
};

/** Parses stream metadata; malformed metadata counts as none. */
export const parseMetadata = (data: Buffer): StreamMetadata => {
  let fields: unknown;
  try {
    fields = parse(data.toString("utf8"));
  } catch {
    return {};
  }
  if (!isObject(fields)) return {};
  const maxCount = atLeast(fields.$maxCount, 1n);
  const maxAgeSeconds = atLeast(fields.$maxAge, 1n);
  const truncateBefore = atLeast(fields.$tb, 0n);
  const cache = atLeast(fields.$cacheControl, 1n);
  if (maxCount === "malformed" || maxAgeSeconds === "malformed" || truncateBefore === "malformed") return {};
  const acl = fields.$acl == null ? {} : aclIn(fields.$acl);
  if (cache === "malformed" || acl === undefined) return {};
  return {
    ...(maxCount !== undefined && { maxCount }),
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
    ...(truncateBefore !== undefined && { truncateBefore }),
    ...(fields.$acl != null && { acl }),
  };
};

/** The same metadata with another `$tb`; all other fields stay as they were written. */
export const withTruncateBefore = (data: Buffer, revision: bigint): Buffer => {
  const exact = (value: unknown): string => {
    if (typeof value === "bigint") return String(value);
    if (Array.isArray(value)) return `[${value.map(exact).join(",")}]`;
    if (!isObject(value)) return JSON.stringify(value);
    return `{${Object.entries(value)
      .map(([key, field]) => `${JSON.stringify(key)}:${exact(field)}`)
      .join(",")}}`;
  };
  let fields: unknown = {};
  try {
    fields = parse(data.toString("utf8"));
  } catch {
    // Malformed metadata counts as none.
  }
  return Buffer.from(exact({ ...(isObject(fields) ? fields : {}), $tb: revision }));
};

export const softDeletion = Buffer.from(`{"$tb":${deletedRevision}}`);
