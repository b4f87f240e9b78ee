import type { EventStore, StreamEvent } from "@lianxiao/kernel";
import { z } from "zod";
import { notesIn } from "./notes.ts";

const StreamParked = z.object({
  stream: z.string(),
  revision: z.string().regex(/^\d+$/).transform(BigInt),
  position: z.string(),
  reason: z.string(),
});
const StreamResumed = z.object({ stream: z.string() });

export type Parked = z.infer<typeof StreamParked>;

const shown = 5;

/**
 * The streams that one reaction has parked at an event that it could not read or handle, until an operator resumes
 * them. Notes are rare, because each is about a defect, so all of them are read at the start.
 */
export const parkingOf = (store: EventStore, reaction: string) => {
  const notes = notesIn(store, `reaction-parked-${reaction}`, Number.MAX_SAFE_INTEGER);
  const standing = (noted: Awaited<ReturnType<typeof notes.all>>): ReadonlyMap<string, Parked> => {
    const parked = new Map<string, Parked>();
    for (const { type, data } of noted) {
      if (type === "StreamResumed") parked.delete(StreamResumed.parse(data).stream);
      else if (type === "StreamParked") {
        const one = StreamParked.parse(data);
        parked.set(one.stream, one);
      }
    }
    return parked;
  };
  let now: ReadonlyMap<string, Parked> | undefined;
  const all = async () => {
    now ??= standing(await notes.all());
    return now;
  };
  const changed = async (written: Promise<boolean>): Promise<boolean> => {
    try {
      return await written;
    } finally {
      now = undefined;
    }
  };
  return {
    /** Where the stream is parked; undefined if it is not. */
    at: async (stream: string): Promise<Parked | undefined> => (await all()).get(stream),
    /** True if it was not parked there before. */
    park: ({ stream, revision, position }: StreamEvent, reason: string): Promise<boolean> =>
      changed(
        notes.write((noted) => {
          if (standing(noted).get(stream)?.revision === revision) return undefined;
          const data = { stream, revision: String(revision), position: String(position), reason };
          return { type: "StreamParked", data: data satisfies z.input<typeof StreamParked> };
        }),
      ),
    resume: (stream: string): Promise<boolean> =>
      changed(
        notes.write((noted) => (standing(noted).has(stream) ? { type: "StreamResumed", data: { stream } } : undefined)),
      ),
    /** All streams that are parked. */
    all: async (): Promise<readonly Parked[]> => [...(await all()).values()],
    account: async () => {
      const parked = [...(await all()).values()];
      const last = parked.slice(-shown).map((one) => ({ ...one, revision: String(one.revision) }));
      return { count: parked.length, last };
    },
  };
};
