import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { status } from "@grpc/grpc-js";
import { Failure } from "../failure.ts";
import { eventData } from "../log/event-data.ts";
import { newId } from "../log/ledger.ts";
import type { Log } from "../log/log.ts";

export interface User {
  readonly name: string;
  /** Whom an access list can name to let this user in. */
  readonly roles: ReadonlySet<string>;
}

/** Whoever gives no credentials may ask what the node is, and nothing else. */
export const anonymous: User = { name: "anonymous", roles: new Set() };

interface Stored {
  readonly LoginName: string;
  readonly Salt: string;
  readonly Hash: string;
  readonly Disabled: boolean;
  readonly Groups: readonly string[];
}

const hashed = promisify<string, Buffer, number, Buffer>(scrypt);

const hashSize = 32;

const streamOf = (login: string) => `$user-${login}`;

const refused = () => new Failure(status.UNAUTHENTICATED, "The credentials are not those of a user.");

/** A proof that was found good once need not cost a hash again; so many are remembered. */
const rememberedProofs = 1_000;

const credentialsIn = (authorization: string): { login: string; password: string } => {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  const [, login, password] = /^([^:]+):(.*)$/s.exec(Buffer.from(encoded ?? "", "base64").toString("utf8")) ?? [];
  if (login === undefined || password === undefined) throw refused();
  return { login, password };
};

/** The users of a node, each a stream `$user-<login>` whose last event is how the user stands. */
export const users = (log: Log) => {
  const proofs = new Map<string, User>();

  const find = (login: string): { user: Stored; revision: bigint } | undefined => {
    const revision = log.lastRevision(streamOf(login));
    const stored = revision < 0n ? undefined : log.readStream(streamOf(login), revision, revision, 1).events[0];
    // Only admins write here; a user of another shape is refused below.
    return stored && { user: JSON.parse(eventData(stored.body).toString("utf8")) as Stored, revision };
  };

  const add = async (login: string, password: string, groups: readonly string[]) => {
    const salt = randomBytes(16);
    const hash = await hashed(password, salt, hashSize);
    const user = {
      LoginName: login,
      FullName: login,
      Salt: salt.toString("base64"),
      Hash: hash.toString("base64"),
      Disabled: false,
      Groups: groups,
    };
    const event = { id: newId(), type: "$UserCreated", isJson: true, metadata: Buffer.alloc(0) };
    await log.append(streamOf(login), "no_stream", [{ ...event, data: Buffer.from(JSON.stringify(user)) }]);
  };

  return {
    /** Makes the users that a node has from the first. */
    ensure: async (login: string, password: string, groups: readonly string[]): Promise<void> => {
      if (!find(login)) await add(login, password, groups);
    },
    authenticate: async (authorization: string | undefined): Promise<User> => {
      if (authorization === undefined) return anonymous;
      const { login, password } = credentialsIn(authorization);
      const found = find(login);
      if (!found || found.user.Disabled) throw refused();
      const { Salt, Hash, Groups } = found.user;
      const proof = createHash("sha256").update(`${found.revision}:${Salt}:${authorization}`).digest("hex");
      const known = proofs.get(proof);
      if (known) return known;
      const hash = await hashed(password, Buffer.from(Salt, "base64"), hashSize);
      if (!timingSafeEqual(hash, Buffer.from(Hash, "base64"))) throw refused();
      const user = { name: login, roles: new Set([login, "$all", ...Groups]) };
      if (proofs.size >= rememberedProofs) proofs.clear();
      proofs.set(proof, user);
      return user;
    },
  };
};

export type Users = ReturnType<typeof users>;
