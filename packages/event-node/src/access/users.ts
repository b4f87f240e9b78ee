import { createHash } from "node:crypto";
import { status } from "@grpc/grpc-js";
import { accessDenied, Failure, invalidArgument } from "../failure.ts";
import { oneAtATime } from "../in-turn.ts";
import type { Log } from "../log/log.ts";
import { hashPassword, isPassword } from "./password.ts";
import { type FoundUser, type UserRecord, userConflict, userMissing, userRecords } from "./user-record.ts";

export interface User {
  readonly name: string;
  /** The names in an access list that grant rights to this user. */
  readonly roles: ReadonlySet<string>;
}

/** A client without credentials may only ask for the server's features and gossip. */
export const anonymous: User = { name: "anonymous", roles: new Set() };

/** The data from which a user is created. */
export interface NewUser {
  readonly loginName: string;
  readonly password: string;
  readonly fullName: string;
  readonly groups: readonly string[];
}

export const notAUser = () => new Failure(status.UNAUTHENTICATED, "The credentials are not valid.");

/** The number of verified credentials that are cached, so that not every call computes a hash. */
const rememberedProofs = 1_000;

const credentialsIn = (authorization: string): { login: string; password: string } => {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  const [, login, password] = /^([^:]+):(.*)$/s.exec(Buffer.from(encoded ?? "", "base64").toString("utf8")) ?? [];
  if (login === undefined || password === undefined) throw notAUser();
  return { login, password };
};

const userOf = ({ loginName, groups }: UserRecord): User => ({
  name: loginName,
  roles: new Set([loginName, "$all", ...groups]),
});

/** The users of a secure node. */
export const users = (log: Log) => {
  const records = userRecords(log);
  const inTurn = oneAtATime();
  const proofs = new Map<string, Promise<User>>();
  const watchers = new Set<(login: string) => void>();

  const found = (login: string): FoundUser => {
    const user = records.find(login);
    if (!user) throw userMissing(login);
    return user;
  };
  const make = async ({ password, ...user }: NewUser) =>
    records.create({ ...user, ...(await hashPassword(password)), disabled: false });

  const changed = async (login: string) => {
    for (const watcher of watchers) watcher(login);
    await records.notify(login);
  };
  const change = (login: string, edit: (user: UserRecord) => Partial<UserRecord> | Promise<Partial<UserRecord>>) =>
    inTurn(async () => {
      const { user, revision } = found(login);
      await records.update({ ...user, ...(await edit(user)) }, revision);
      await changed(login);
    });

  const proven = async (password: string, user: UserRecord): Promise<User> => {
    if (await isPassword(password, user)) return userOf(user);
    throw notAUser();
  };
  const remember = (proof: string, proving: Promise<User>) => {
    if (proofs.size >= rememberedProofs) proofs.clear();
    proofs.set(proof, proving);
    proving.catch(() => proofs.delete(proof));
    return proving;
  };

  return {
    find: found,
    all: (): FoundUser[] => records.names().flatMap((name) => records.find(name) ?? []),
    /** Creates one of the initial users; a user that was deleted later is not created again. */
    ensure: async (user: NewUser): Promise<void> => {
      if (!records.hasEverBeen(user.loginName)) await make(user);
    },
    /** Creating the same user again is not a conflict. */
    create: (user: NewUser): Promise<void> =>
      inTurn(async () => {
        if (!/^[^:]+$/.test(user.loginName))
          throw invalidArgument("The login name must not be empty or contain a colon.");
        const already = records.find(user.loginName);
        if (!already) return make(user);
        if (!(await isPassword(user.password, already.user))) throw userConflict(user.loginName);
      }),
    update: (login: string, fullName: string, groups: readonly string[]) => change(login, () => ({ fullName, groups })),
    enable: (login: string) => change(login, () => ({ disabled: false })),
    disable: (login: string) => change(login, () => ({ disabled: true })),
    resetPassword: (login: string, password: string) => change(login, () => hashPassword(password)),
    changePassword: (login: string, current: string, next: string) =>
      change(login, async (user) => {
        if (!(await isPassword(current, user))) throw accessDenied();
        return hashPassword(next);
      }),
    remove: (login: string): Promise<void> =>
      inTurn(async () => {
        await records.remove(login, found(login).revision);
        await changed(login);
      }),
    /** Calls back with the name of a user whose rights have changed. */
    watch: (watcher: (login: string) => void): void => void watchers.add(watcher),
    /** The user is looked up for each call, so that changes take effect at once. */
    authenticate: async (authorization: string | undefined): Promise<User> => {
      if (authorization === undefined) return anonymous;
      const { login, password } = credentialsIn(authorization);
      const { user, revision } = records.find(login) ?? {};
      if (!user || user.disabled) {
        await isPassword(password, undefined);
        throw notAUser();
      }
      const proof = createHash("sha256").update(`${revision}:${user.salt}:${authorization}`).digest("hex");
      return proofs.get(proof) ?? remember(proof, proven(password, user));
    },
  };
};

export type Users = ReturnType<typeof users>;
