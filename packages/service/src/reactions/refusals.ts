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

const Settled = ReactionRefused.pick({ eventId: true, target: true }).extend({ note: z.string() });

export type Refused = z.infer<typeof ReactionRefused>;

/** More than the events after a checkpoint, so that a refusal that is repeated after a restart is found among them. */
const remembered = 2_000;
const shown = 5;

/**
 * The refused commands of one reaction, noted once each in a stream for operators. Settled ones are noted in a second
 * stream, so that the number of open ones is the difference in length.
 */
export const refusalsOf = (store: EventStore, reaction: string) => {
  const notes = notesIn(store, `reaction-refused-${reaction}`, remembered);
  const settled = notesIn(store, `reaction-settled-${reaction}`, remembered);
  const countOf = async ({ all }: typeof notes) => Number(((await all()).at(-1)?.revision ?? -1n) + 1n);
  const open = async (): Promise<readonly Refused[]> => {
    const keyOf = ({ eventId, target }: Pick<Refused, "eventId" | "target">) => `${eventId} ${target}`;
    const done = new Set((await settled.all()).map(({ data }) => keyOf(Settled.parse(data))));
    return (await notes.all()).map(({ data }) => ReactionRefused.parse(data)).filter((one) => !done.has(keyOf(one)));
  };
  const isThe = (dispatch: Dispatch<unknown>) => (note: { readonly data: unknown }) => {
    const refused = ReactionRefused.safeParse(note.data).data;
    return refused?.eventId === dispatch.cause.id && refused.target === dispatch.target;
  };
  return {
    /** True if it was not noted before. */
    note: (dispatch: Dispatch<unknown>, code: string): Promise<boolean> =>
      notes.write((noted) => {
        if (noted.some(isThe(dispatch))) return undefined;
        const { cause, target } = dispatch;
        const data = { eventId: cause.id, stream: cause.stream, position: String(cause.position), target, code };
        return { type: "ReactionRefused", data: data satisfies z.infer<typeof ReactionRefused> };
      }),
    /** The open refusals among the last `remembered`. */
    open,
    /** Notes that the refused commands of an event are settled. */
    settle: async (eventId: string, note: string): Promise<void> => {
      for (const { target } of (await open()).filter((one) => one.eventId === eventId))
        await settled.write(() => ({
          type: "RefusalSettled",
          data: { eventId, target, note } satisfies z.infer<typeof Settled>,
        }));
    },
    account: async () => ({
      count: (await countOf(notes)) - (await countOf(settled)),
      last: (await open()).slice(-shown),
    }),
  };
};
