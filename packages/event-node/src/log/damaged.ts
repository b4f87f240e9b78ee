/** Stored data is not as it was written; the message says which. */
export class Damaged extends Error {}

/** SQLite's error codes for a damaged file: IOERR, CORRUPT and NOTADB. */
const ofDamage = new Set([10, 11, 26]);

/** Turns SQLite's errors about the file itself into `Damaged`; returns any other error unchanged. */
export const damageIn = (error: unknown): unknown => {
  const { errcode, message } = error as { errcode?: number; message?: string }; // Any value can be thrown; both properties are only read.
  if (errcode === undefined || !ofDamage.has(errcode & 0xff)) return error;
  return new Damaged(`The file of the event log is damaged: ${message ?? "it cannot be read"}.`, { cause: error });
};

/** Adds the place to an error about damage; returns any other error unchanged. */
export const damageAt = (place: string, error: unknown): unknown =>
  error instanceof Damaged && error.cause !== undefined
    ? new Damaged(`${place} cannot be read. ${error.message}`, { cause: error.cause })
    : error;
