import type { EventStore } from "@lianxiao/kernel";
import { z } from "zod";
import { notesIn } from "./notes.ts";
import type { Dispatch } from "./reaction.ts";

const ReactionRefused = z.object({
  eventId: z.string(),
  stream: z.string(),
  position: z.string(),
  target: z.string(),
  code: z.string(),
});

/** More than a checkpoint may leave unwritten: what is met again after a restart is among the latest refusals. */
const remembered = 2_000;
const shown = 5;

/** The commands of one reaction that were refused, in a stream that a person reads: each once. */
export const refusalsOf = (store: EventStore, reaction: string) => {
  const notes = notesIn(store, `reaction-refused-${reaction}`, remembered);
  const isThe = (dispatch: Dispatch<unknown>) => (note: { readonly data: unknown }) => {
    const refused = ReactionRefused.safeParse(note.data).data;
    return refused?.eventId === dispatch.cause.id && refused.target === dispatch.target;
  };
  return {
    /** True when it had not been noted before. */
    note: (dispatch: Dispatch<unknown>, code: string): Promise<boolean> =>
      notes.write((noted) => {
        if (noted.some(isThe(dispatch))) return undefined;
        const { cause, target } = dispatch;
        const data = { eventId: cause.id, stream: cause.stream, position: String(cause.position), target, code };
        return { type: "ReactionRefused", data: data satisfies z.infer<typeof ReactionRefused> };
      }),
    account: async () => {
      const noted = await notes.all();
      const count = Number((noted.at(-1)?.revision ?? -1n) + 1n);
      return { count, last: noted.slice(-shown).map(({ data }) => data) };
    },
  };
};
