/** Something in the log is not as it was written; the message says what. */
export class Damaged extends Error {}

/** What SQLite says of a file that is not in order: it cannot be read, it is malformed, it is no database. */
const ofDamage = new Set([10, 11, 26]);

/** An error of SQLite's about the file itself, as damage; any other as it is. */
export const damageIn = (error: unknown): unknown => {
  const { errcode, message } = error as { errcode?: number; message?: string }; // Whatever was thrown, these are only read.
  if (errcode === undefined || !ofDamage.has(errcode & 0xff)) return error;
  return new Damaged(`The file of the event log is damaged: ${message ?? "it cannot be read"}.`, { cause: error });
};

/** Damage of the file, with the place at which it was met; any other error as it is. */
export const damageAt = (place: string, error: unknown): unknown =>
  error instanceof Damaged && error.cause !== undefined
    ? new Damaged(`${place} cannot be read. ${error.message}`, { cause: error.cause })
    : error;
