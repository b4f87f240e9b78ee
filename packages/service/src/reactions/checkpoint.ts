import { type EventStore, type Failpoint, RevisionConflict, uuidV5 } from "@lianxiao/kernel";
import { z } from "zod";
import { inTurn } from "./in-turn.ts";
import { notesIn } from "./notes.ts";

const ReactionsReached = z.object({ reached: z.record(z.string(), z.string().regex(/^\d+$/).transform(BigInt)) });

/** The store may delete older ones: only the last is read. */
const kept = 3;
const everyMs = 1_000;
const everyEvents = 1_000;

type Options = {
  readonly store: EventStore;
  readonly process: string;
  readonly failpoint: Failpoint;
  /** Called if a checkpoint could not be written; the next one will include it. */
  readonly failed: (error: unknown) => void;
};

/**
 * The checkpoint of a process: the position of each reaction by name, in a stream of its own. Written at most every
 * second, at once after 1,000 events, and at a clean stop. After a crash, later events are handled again, with the same
 * command ids.
 */
export const reactionCheckpoint = ({ store, process, failpoint, failed }: Options) => {
  const stream = `reaction-${process}`;
  const notes = notesIn(store, stream, 1);
  const reached = new Map<string, bigint>();
  const turn = inTurn();
  let unwritten = 0;
  let timer: NodeJS.Timeout | undefined;

  const limit = () =>
    store
      .append({
        stream: `$$${stream}`,
        revision: -1n,
        events: [{ id: uuidV5("limit", stream), type: "$metadata", data: { $maxCount: kept }, metadata: {} }],
      })
      .catch((error: unknown) => {
        if (!(error instanceof RevisionConflict)) throw error;
      });

  const write = () =>
    turn(async () => {
      clearTimeout(timer);
      timer = undefined;
      if (unwritten === 0) return;
      const writing = unwritten;
      await failpoint("reaction.before-checkpoint");
      if ((await notes.all()).length === 0) await limit();
      await notes.write(() => {
        const data = { reached: Object.fromEntries([...reached].map(([name, position]) => [name, String(position)])) };
        return { type: "ReactionsReached", data: data satisfies z.input<typeof ReactionsReached> };
      });
      unwritten -= writing;
    });

  return {
    /**
     * Loads the checkpoint of the last process with this name. A reaction that is missing in it starts at the beginning
     * of the log.
     */
    read: async (): Promise<void> => {
      const [last] = await notes.all();
      if (last === undefined || reached.size > 0) return;
      for (const [name, position] of Object.entries(ReactionsReached.parse(last.data).reached))
        reached.set(name, position);
    },
    reached: (reaction: string): bigint => reached.get(reaction) ?? -1n,
    advance: (reaction: string, position: bigint): void => {
      if (position > (reached.get(reaction) ?? -1n)) reached.set(reaction, position);
    },
    /**
     * Schedules a checkpoint after so many handled events; 0 counts as 1, for a position advanced by other events only.
     */
    note: async (events: number): Promise<void> => {
      unwritten += Math.max(1, events);
      if (unwritten >= everyEvents) await write();
      else timer ??= setTimeout(() => void write().catch(failed), everyMs);
    },
    write,
  };
};
