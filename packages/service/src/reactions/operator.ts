import { type EventStore, RevisionConflict, type StreamEvent, uuidV5 } from "@lianxiao/kernel";
import { z } from "zod";

/**
 * An operator's requests to the reactions. Every process that runs reactions handles them, also one that starts later.
 */
const stream = "operator-reactions";
export const operatorPrefix = "operator-";

const Request = z.discriminatedUnion("type", [
  /** Resume a parked stream at the event where it stopped, because the cause has been fixed. */
  z.object({ type: z.literal("ResumptionAsked"), data: z.object({ stream: z.string() }) }),
  /** Handle an event again whose command was refused, because the reason has been removed. */
  z.object({ type: z.literal("RetryAsked"), data: z.object({ eventId: z.string() }) }),
  /** A person has dealt with a refused command in another way. */
  z.object({ type: z.literal("RefusalSettled"), data: z.object({ eventId: z.string(), note: z.string() }) }),
]);
export type OperatorRequest = z.infer<typeof Request>;

export const requestIn = (recorded: StreamEvent): OperatorRequest | undefined =>
  recorded.stream === stream ? Request.safeParse(recorded).data : undefined;

/** Records a request for every process that runs reactions. */
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
