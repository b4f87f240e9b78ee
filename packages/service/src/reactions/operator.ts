import { type EventStore, RevisionConflict, type StreamEvent, uuidV5 } from "@lianxiao/kernel";
import { z } from "zod";

/** What an operator asks of the reactions: every process that runs them follows it, also one that starts later. */
const stream = "operator-reactions";
export const operatorPrefix = "operator-";

const Request = z.discriminatedUnion("type", [
  /** React to a parked stream's events from where it was left: the cause has been mended. */
  z.object({ type: z.literal("ResumptionAsked"), data: z.object({ stream: z.string() }) }),
  /** React once more to an event whose command was refused: what stood against it has been mended. */
  z.object({ type: z.literal("RetryAsked"), data: z.object({ eventId: z.string() }) }),
  /** A person has dealt with a refused command in another way. */
  z.object({ type: z.literal("RefusalSettled"), data: z.object({ eventId: z.string(), note: z.string() }) }),
]);
export type OperatorRequest = z.infer<typeof Request>;

export const requestIn = (recorded: StreamEvent): OperatorRequest | undefined =>
  recorded.stream === stream ? Request.safeParse(recorded).data : undefined;

/** Leaves a request for every process that runs reactions. */
export const askReactions = async (store: EventStore, request: OperatorRequest): Promise<void> => {
  for (;;) {
    const revision = (await store.tail(stream, 1)).at(-1)?.revision ?? -1n;
    const id = uuidV5(stream, String(revision), JSON.stringify(request));
    try {
      await store.append({ stream, revision, events: [{ ...request, id, metadata: {} }] });
      return;
    } catch (error) {
      // Another operator's request was first.
      if (!(error instanceof RevisionConflict)) throw error;
    }
  }
};
