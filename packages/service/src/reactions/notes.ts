import { type EventStore, type Message, RevisionConflict, uuidV5 } from "@lianxiao/kernel";
import { inTurn } from "./in-turn.ts";

type Note = Message & { readonly revision: bigint };

export type Notes = {
  readonly all: () => Promise<readonly Note[]>;
  /** Writes what `next` says to the notes as they stand, or nothing; true when it was written now. */
  readonly write: (next: (notes: readonly Note[]) => Message | undefined) => Promise<boolean>;
};

const attempts = 4;

/**
 * A stream in which a process notes things for itself and for people, the latest `remembered` of them also in memory.
 * Several processes may write it: what is to be written is decided anew when another was first.
 */
export const notesIn = (store: EventStore, stream: string, remembered: number): Notes => {
  let held: Note[] | undefined;
  const all = async () => {
    held ??= [...(await store.tail(stream, remembered))];
    return held;
  };
  const turn = inTurn();
  const write = async (next: Parameters<Notes["write"]>[0]): Promise<boolean> => {
    for (let attempt = 1; ; attempt += 1) {
      const notes = await all();
      const note = next(notes);
      if (note === undefined) return false;
      const revision = notes.at(-1)?.revision ?? -1n;
      const id = uuidV5(stream, String(revision), note.type, JSON.stringify(note.data));
      try {
        const receipt = await store.append({ stream, revision, events: [{ ...note, id, metadata: {} }] });
        notes.push({ ...note, revision: receipt.revision });
        if (notes.length > remembered) notes.shift();
        return true;
      } catch (error) {
        // Whether it was written is not known here, but there.
        held = undefined;
        if (!(error instanceof RevisionConflict) || attempt === attempts) throw error;
      }
    }
  };
  // In turn: writers of one process would only make each other begin again.
  return { all, write: (next) => turn(() => write(next)) };
};
