import { type EventStore, type Message, RevisionConflict, uuidV5 } from "@lianxiao/kernel";
import { inTurn } from "./in-turn.ts";

type Note = Message & { readonly revision: bigint };

export type Notes = {
  readonly all: () => Promise<readonly Note[]>;
  /** Appends the note that `next` returns for the current notes, if any; true if it was appended. */
  readonly write: (next: (notes: readonly Note[]) => Message | undefined) => Promise<boolean>;
};

const attempts = 4;

/**
 * A stream of notes for the process itself and for operators, of which the last `remembered` are cached. Several
 * processes may write to it: after a revision conflict `next` is called again with the current notes.
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
        // The append may have been stored, so the notes are read again.
        held = undefined;
        if (!(error instanceof RevisionConflict) || attempt === attempts) throw error;
      }
    }
  };
  // One at a time: concurrent writers of one process would only conflict with each other.
  return { all, write: (next) => turn(() => write(next)) };
};
