import {
  type EventStore,
  type Message,
  type NewEvent,
  type Receipt,
  RevisionConflict,
  type StreamEvent,
} from "./event-store.ts";
import { type Failpoint, inert } from "./failpoint.ts";
import { uuidV5 } from "./identity.ts";

/** `commandId` identifies the command for ever; `bodyHash` distinguishes a retry from a reused key. */
export type CommandMetadata = Readonly<Record<string, unknown>> & {
  readonly commandId: string;
  readonly bodyHash: string;
};

/** The result of a decision: the events in stored form, optionally with ids, and additional metadata for them. */
export type Decided = {
  readonly events: readonly (Message & { readonly id?: string })[];
  readonly metadata?: Readonly<Record<string, unknown>>;
};

export type Handle = {
  readonly stream: string;
  /**
   * Decides on the current history of the stream. Called again at each attempt, but not if the stream already contains
   * the command: what has changed since (a region abolished, a grant withdrawn) must not turn a retry into a refusal.
   */
  readonly decide: (history: readonly StreamEvent[]) => Promise<Decided>;
  readonly metadata: CommandMetadata;
  /** The revision that the caller saw (If-Match); the command is refused if the stream has changed since. */
  readonly ifRevision?: bigint;
  readonly failpoint?: Failpoint;
};

/** `events` are the ids of the recorded events, `metadata` is their metadata. */
export type Handled = Receipt & {
  readonly replayed: boolean;
  readonly events: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
};

/** The idempotency key was used before with another body. */
export class KeyReused extends Error {
  override readonly name = "KeyReused";
}

/** Concurrent writers changed the stream at every attempt; nothing was appended, and a retry may succeed. */
export class Contended extends Error {
  override readonly name = "Contended";
}

/**
 * The command did not finish its writes to several streams in time and was abandoned: they are undone, and it may be
 * sent with a new key.
 */
export class Abandoned extends Error {
  override readonly name = "Abandoned";
}

const attempts = 4;

/** The deterministic id of a command's n-th event in a stream. */
export const eventIdOf = (commandId: string, stream: string, index: number): string =>
  uuidV5(commandId, stream, String(index));

/**
 * Reads the stream and returns the stored result if it already contains this command; otherwise decides and appends at
 * the revision read. The stream itself makes commands idempotent, with no table and no expiry.
 */
export const handle = async (
  store: EventStore,
  { stream, decide, metadata, ifRevision, failpoint = inert }: Handle,
): Promise<Handled> => {
  for (let attempt = 1; ; attempt += 1) {
    const history = await store.read(stream);
    const answered = history.filter((event) => event.metadata.commandId === metadata.commandId);
    if (answered.length > 0) return answerAgain(answered, metadata);
    refuseAbandoned(history, metadata);
    const last = history.at(-1);
    const revision = last?.revision ?? -1n;
    if (ifRevision !== undefined && ifRevision !== revision) throw new RevisionConflict(stream, revision);
    const decided = await decide(history);
    const eventMetadata = { ...metadata, ...decided.metadata };
    const events = decided.events.map(
      ({ id, ...event }, index): NewEvent => ({
        ...event,
        id: id ?? eventIdOf(metadata.commandId, stream, index),
        metadata: eventMetadata,
      }),
    );
    // The command changes nothing: the result is the current revision of the stream.
    if (events.length === 0 && last)
      return { stream, revision, position: last.position, replayed: false, events: [], metadata: eventMetadata };
    await failpoint("handle.before-append");
    try {
      const receipt = await store.append({ stream, revision, events });
      await failpoint("handle.after-append");
      return { ...receipt, replayed: false, events: events.map(({ id }) => id), metadata: eventMetadata };
    } catch (error) {
      if (!(error instanceof RevisionConflict) || ifRevision !== undefined) throw error;
      if (attempt === attempts) throw new Contended(`${stream} changed ${attempts} times while a command was decided.`);
    }
  }
};

const refuseAbandoned = (history: readonly StreamEvent[], { commandId }: CommandMetadata): void => {
  const isOurs = ({ type, data }: StreamEvent): boolean =>
    type === "CommandAbandoned" &&
    typeof data === "object" &&
    data !== null &&
    "commandId" in data &&
    data.commandId === commandId;
  if (history.some(isOurs)) throw new Abandoned(`Command ${commandId} was abandoned before it completed.`);
};

const answerAgain = (answered: readonly StreamEvent[], metadata: CommandMetadata): Handled => {
  const last = answered.at(-1);
  if (last === undefined || last.metadata.bodyHash !== metadata.bodyHash)
    throw new KeyReused(`Command ${metadata.commandId} was already used with another body.`);
  return {
    stream: last.stream,
    revision: last.revision,
    position: last.position,
    replayed: true,
    events: answered.map(({ id }) => id),
    metadata: last.metadata,
  };
};
