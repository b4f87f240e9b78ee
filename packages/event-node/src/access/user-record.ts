import { status } from "@grpc/grpc-js";
import { Failure, unavailable } from "../failure.ts";
import { createdTicks, eventData } from "../log/event-data.ts";
import { newId } from "../log/ledger.ts";
import type { Log } from "../log/log.ts";
import type { Expectation } from "../log/outcome.ts";
import type { HashedPassword } from "./password.ts";

/** A user, as in the last event of its stream `$user-<login>`. */
export interface UserRecord extends HashedPassword {
  readonly loginName: string;
  readonly fullName: string;
  readonly disabled: boolean;
  readonly groups: readonly string[];
}

export interface FoundUser {
  readonly user: UserRecord;
  readonly revision: bigint;
  readonly updatedTicks: bigint;
}

const aboutUser = (code: status, exception: string, login: string, details: string) =>
  new Failure(code, details, { exception, "login-name": login });

export const userMissing = (login: string) =>
  aboutUser(status.NOT_FOUND, "user-not-found", login, `There is no user "${login}".`);

export const userConflict = (login: string) =>
  aboutUser(status.FAILED_PRECONDITION, "user-conflict", login, `There is another user "${login}".`);

const streamOf = (login: string) => `$user-${login}`;

/** Lists the name of every user that was ever created. */
const namesStream = "$users";

const notificationsStream = "$users-password-notifications";

const anHour = 3_600;

const onlyAdmins = { $acl: { $w: "$admins", $d: "$admins", $mw: "$admins" } };

/** Field names may be capitalised, as in records of the first version of this node. */
const recordIn = (data: Buffer): UserRecord => {
  const fields: object = JSON.parse(data.toString("utf8"));
  const entries = Object.entries(fields).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value]);
  return Object.fromEntries(entries); // Only admins write this stream; in a record of another shape no password matches.
};

/** Users are stored in streams, which clients can read as on the real server. */
export const userRecords = (log: Log) => {
  const write = async (stream: string, expected: Expectation, type: string, data: string, isJson = true) => {
    const event = { id: newId(), type, isJson, metadata: Buffer.alloc(0), data: Buffer.from(data) };
    const { kind } = await log.append(stream, expected, [event]);
    if (kind === "stopping") throw unavailable();
    if (kind === "unstored") throw new Failure(status.ABORTED, `The stream ${stream} could not be written.`);
    return kind === "written";
  };
  const names = (): string[] => {
    const found = new Set<string>();
    for (let from = 0n, isLast = false; !isLast; ) {
      const page = log.readStream(namesStream, from, 2n ** 63n - 2n, 1_000);
      for (const { body } of page.events) found.add(eventData(body).toString("utf8"));
      from = (page.events.at(-1)?.revision ?? from) + 1n;
      isLast = page.isLast;
    }
    return [...found].sort();
  };

  return {
    names,
    hasEverBeen: (login: string): boolean => log.lastRevision(streamOf(login)) >= 0n,
    find: (login: string): FoundUser | undefined => {
      const stream = streamOf(login);
      const revision = log.lastRevision(stream);
      if (revision < 0n || log.isTombstoned(stream)) return undefined;
      const stored = log.readStream(stream, revision, revision, 1).events[0];
      return stored && { user: recordIn(eventData(stored.body)), revision, updatedTicks: createdTicks(stored.body) };
    },
    /**
     * The name is listed before the user is stored: a name without a user is ignored, a user without a listed name
     * would be missing.
     */
    create: async (user: UserRecord): Promise<void> => {
      const { loginName } = user;
      if (!names().includes(loginName)) await write(namesStream, "any", "$User", loginName, false);
      const stream = streamOf(loginName);
      if (!(await write(stream, "no_stream", "$UserCreated", JSON.stringify(user)))) throw userConflict(loginName);
      // A login name that is used again must not show the records of its previous user.
      const { truncateBefore } = log.metadataOf(stream);
      await log.describe(stream, { ...onlyAdmins, ...(truncateBefore && { $tb: Number(truncateBefore) }) });
    },
    update: async (user: UserRecord, revision: bigint): Promise<void> => {
      if (!(await write(streamOf(user.loginName), revision, "$UserUpdated", JSON.stringify(user))))
        throw userConflict(user.loginName);
    },
    remove: async (login: string, revision: bigint): Promise<void> => {
      const { kind } = await log.softlyDelete(streamOf(login), revision);
      if (kind !== "written") throw userConflict(login);
    },
    /** Notifies followers of the log that the rights of a user may have changed. */
    notify: async (login: string): Promise<void> => {
      if (log.metadataOf(notificationsStream).maxAgeSeconds === undefined)
        await log.describe(notificationsStream, { $maxAge: anHour });
      await write(notificationsStream, "any", "$PasswordChanged", JSON.stringify({ loginName: login }));
    },
  };
};
