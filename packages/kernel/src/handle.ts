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

/** `commandId` names the attempt for ever; `bodyHash` tells a retry from a reused key. */
export type CommandMetadata = Readonly<Record<string, unknown>> & {
  readonly commandId: string;
  readonly bodyHash: string;
};

/** What a decision says: events in stored form, each under an id of its own, and what is to stand in their metadata. */
export type Decided = {
  readonly events: readonly (Message & { readonly id?: string })[];
  readonly metadata?: Readonly<Record<string, unknown>>;
};

export type Handle = {
  readonly stream: string;
  /**
   * What is said, given the stream as it is. Asked anew at each attempt, and not at all when the stream has the answer:
   * what has changed since (a region abolished, a grant withdrawn) must not turn a retry into a refusal.
   */
  readonly decide: (history: readonly StreamEvent[]) => Promise<Decided>;
  readonly metadata: CommandMetadata;
  /** The revision that the caller saw (If-Match); the command is refused when the stream has moved. */
  readonly ifRevision?: bigint;
  readonly failpoint?: Failpoint;
};

/** `events` are the ids of what the command recorded, `metadata` is what they bear. */
export type Handled = Receipt & {
  readonly replayed: boolean;
  readonly events: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
};

/** The same key came back with another body. */
export class KeyReused extends Error {
  override readonly name = "KeyReused";
}

/** Others kept moving the stream on while this command was deciding; nothing was appended, and a retry may succeed. */
export class Contended extends Error {
  override readonly name = "Contended";
}

/** The command took too long over several streams and was given up: its steps are undone, and a new key may try again. */
export class Abandoned extends Error {
  override readonly name = "Abandoned";
}

const attempts = 4;

/** The id of a command's n-th event in a stream: the same whenever the command is sent. */
export const eventIdOf = (commandId: string, stream: string, index: number): string =>
  uuidV5(commandId, stream, String(index));

/**
 * Reads the stream, answers from it when it already holds this command, else decides and appends at the revision read.
 * The stream read anyway is the ledger of answered commands: no table, no expiry.
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
    const told = { ...metadata, ...decided.metadata };
    const events = decided.events.map(
      ({ id, ...event }, index): NewEvent => ({
        ...event,
        id: id ?? eventIdOf(metadata.commandId, stream, index),
        metadata: told,
      }),
    );
    // The command changes nothing: the answer is where the stream stands.
    if (events.length === 0 && last)
      return { stream, revision, position: last.position, replayed: false, events: [], metadata: told };
    await failpoint("handle.before-append");
    try {
      const receipt = await store.append({ stream, revision, events });
      await failpoint("handle.after-append");
      return { ...receipt, replayed: false, events: events.map(({ id }) => id), metadata: told };
    } catch (error) {
      if (!(error instanceof RevisionConflict) || ifRevision !== undefined) throw error;
      if (attempt === attempts) throw new Contended(`${stream} moved ${attempts} times while a command was deciding.`);
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
  if (history.some(isOurs)) throw new Abandoned(`Command ${commandId} was given up before it came through.`);
};

const answerAgain = (answered: readonly StreamEvent[], metadata: CommandMetadata): Handled => {
  const last = answered.at(-1);
  if (last === undefined || last.metadata.bodyHash !== metadata.bodyHash)
    throw new KeyReused(`Command ${metadata.commandId} was answered before with another body.`);
  return {
    stream: last.stream,
    revision: last.revision,
    position: last.position,
    replayed: true,
    events: answered.map(({ id }) => id),
    metadata: last.metadata,
  };
};
