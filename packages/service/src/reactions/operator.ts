import { type EventStore, RevisionConflict, type StreamEvent, uuidV5 } from "@lianxiao/kernel";
import { z } from "zod";

/** An operator's request to the reactions, followed by every process that runs them, also by one that starts later. */
const stream = "operator-reactions";
export const operatorPrefix = "operator-";

const Request = z.discriminatedUnion("type", [
  /** Handle a parked stream's events from where it was parked: the cause has been fixed. */
  z.object({ type: z.literal("ResumptionAsked"), data: z.object({ stream: z.string() }) }),
  /** React once more to an event whose command was refused: the reason of the refusal has been fixed. */
  z.object({ type: z.literal("RetryAsked"), data: z.object({ eventId: z.string() }) }),
  /** A person has resolved a refused command in another way. */
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
      // A concurrent request was appended first.
      if (!(error instanceof RevisionConflict)) throw error;
    }
  }
};
