import { type Decider, decide, fold, type Message } from "./decider.ts";
import {
  type EventStore,
  type NewEvent,
  type Receipt,
  type Recorded,
  RevisionConflict,
  type Unchanged,
} from "./event-store.ts";
import { type Failpoint, inert } from "./failpoint.ts";
import { uuidV5 } from "./identity.ts";

/** How a category's events are written and read; undefined for a stored type that nobody here knows. */
export interface Codec<Event extends Message> {
  encode(event: Event): Message;
  decode(recorded: Message): Event | undefined;
}

/** `commandId` names the attempt for ever; `bodyHash` tells a retry from a reused key. */
export type CommandMetadata = Readonly<Record<string, unknown>> & {
  readonly commandId: string;
  readonly bodyHash: string;
};

export type Handle<State, Command extends Message, Event extends Message> = {
  readonly decider: Decider<State, Command, Event>;
  readonly codec: Codec<Event>;
  readonly id: string;
  /**
   * What is asked, with the facts it rests on. Asked anew at each attempt, and not at all when the stream has the
   * answer: what has changed since (a region abolished, a grant withdrawn) must not turn a retry into a refusal.
   */
  readonly prepare: () => Promise<{ readonly command: Command; readonly unchanged?: Unchanged }>;
  readonly metadata: CommandMetadata;
  /** The revision that the caller saw (If-Match); the command is refused when the stream has moved. */
  readonly ifRevision?: bigint;
  /** The command makes no sense without earlier events: throws UnknownStream when there are none. */
  readonly mustExist?: boolean;
  readonly failpoint?: Failpoint;
};

/** The same key came back with another body. */
export class KeyReused extends Error {
  override readonly name = "KeyReused";
}

/** Others kept moving the stream on while this command was deciding; nothing was appended, and a retry may succeed. */
export class Contended extends Error {
  override readonly name = "Contended";
}

/** A command about something that does not exist. */
export class UnknownStream extends Error {
  override readonly name = "UnknownStream";
}

const attempts = 4;

/**
 * Reads the stream, answers from it when it already holds this command, else decides and appends at the revision read.
 * The stream read anyway is the ledger of answered commands: no table, no expiry.
 */
export const handle = async <State, Command extends Message, Event extends Message>(
  store: EventStore,
  {
    decider,
    codec,
    id,
    prepare,
    metadata,
    ifRevision,
    mustExist = false,
    failpoint = inert,
  }: Handle<State, Command, Event>,
): Promise<Receipt & { readonly replayed: boolean }> => {
  const stream = `${decider.category}-${id}`;
  for (let attempt = 1; ; attempt += 1) {
    const history = await store.read(stream);
    const answered = history.findLast((event) => event.metadata.commandId === metadata.commandId);
    if (answered) return { ...answerAgain(answered, metadata), replayed: true };
    const revision = history.at(-1)?.revision ?? -1n;
    if (mustExist && revision === -1n) throw new UnknownStream(`There is no ${stream}.`);
    if (ifRevision !== undefined && ifRevision !== revision) throw new RevisionConflict(stream, revision);
    const { command, unchanged = [] } = await prepare();
    const known = history.map(codec.decode).filter((event) => event !== undefined);
    const events = decide(decider, fold(decider, known), command).map(
      (event, index): NewEvent => ({ ...codec.encode(event), id: uuidV5(metadata.commandId, String(index)), metadata }),
    );
    const last = history.at(-1);
    // Nothing to say that the stream does not say already: the answer is where it stands.
    if (events.length === 0 && last)
      return { stream, revision: last.revision, position: last.position, replayed: false };
    await failpoint("handle.before-append");
    try {
      const receipt = await store.append({ stream, revision, events, unchanged });
      await failpoint("handle.after-append");
      return { ...receipt, replayed: false };
    } catch (error) {
      if (!(error instanceof RevisionConflict) || ifRevision !== undefined) throw error;
      if (attempt === attempts)
        throw new Contended(`${stream} moved ${attempts} times while ${command.type} was deciding.`);
    }
  }
};

const answerAgain = (answered: Recorded, metadata: CommandMetadata): Receipt => {
  if (answered.metadata.bodyHash !== metadata.bodyHash)
    throw new KeyReused(`Command ${metadata.commandId} was answered before with another body.`);
  return { stream: answered.stream, revision: answered.revision, position: answered.position };
};
