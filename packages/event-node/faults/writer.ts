import { randomInt, randomUUID } from "node:crypto";
import { ANY, type AppendExpectedRevision, type JSONEventType, jsonEvent, NO_STREAM } from "@eventstore/db-client";
import type { NodeProcess } from "./node-process.ts";

type Happened = JSONEventType<"Happened", { readonly append: number; readonly of: number }>;

/** One who writes to a stream of its own, and sends again, unchanged, what was not answered. */
export const streamWriter = (n: number) => {
  const stream = `writer-${n}`;
  const ids: string[] = [];
  const positions = new Map<string, bigint>();
  let appends = 0;
  let open: ReturnType<typeof next> | undefined;

  const next = () => {
    appends += 1;
    const of = randomInt(1, 6);
    const events = Array.from({ length: of }, () =>
      jsonEvent<Happened>({ id: randomUUID(), type: "Happened", data: { append: appends, of } }),
    );
    const expected = ids.length === 0 ? NO_STREAM : BigInt(ids.length - 1);
    const expectedRevision: AppendExpectedRevision = n % 4 < 2 ? expected : ANY;
    return { events, expectedRevision };
  };
  // The two ways in which the client appends: credentials of its own make a call take the older one.
  const way = n % 2 === 0 ? {} : { credentials: { username: "anyone", password: "anything" } };

  return {
    stream,
    /** Everything that was acknowledged, in the order in which it was sent. */
    ids,
    positions,
    write: async ({ client, exited, isAlive }: NodeProcess, acknowledged: () => void): Promise<void> => {
      while (isAlive()) {
        open ??= next();
        const { events, expectedRevision } = open;
        const append = client.appendToStream(stream, events, { ...way, expectedRevision }).catch(() => undefined);
        // The client forgets some of the appends that a broken connection leaves open.
        const answer = await Promise.race([append, exited.then(() => undefined)]);
        if (!answer?.success || answer.position === undefined) continue;
        for (const { id } of events) {
          ids.push(id);
          positions.set(id, answer.position.commit);
        }
        open = undefined;
        acknowledged();
      }
    },
    /** What was sent last and not answered: it is there as a whole, or not at all. */
    unanswered: (): readonly string[] => open?.events.map(({ id }) => id) ?? [],
  };
};

export type StreamWriter = ReturnType<typeof streamWriter>;
