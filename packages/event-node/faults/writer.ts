import { randomInt, randomUUID } from "node:crypto";
import { ANY, type AppendExpectedRevision, type JSONEventType, jsonEvent, NO_STREAM } from "@eventstore/db-client";
import type { NodeProcess } from "./node-process.ts";

type Happened = JSONEventType<"Happened", { readonly append: number; readonly of: number }>;

/** Writes to a stream of its own and retries unanswered appends unchanged. */
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
  // The client has two ways to append: with per-call credentials it uses the older one.
  const way = n % 2 === 0 ? {} : { credentials: { username: "anyone", password: "anything" } };

  return {
    stream,
    /** The ids of all acknowledged events in the order of their appends. */
    ids,
    positions,
    write: async ({ client, exited, isAlive }: NodeProcess, acknowledged: () => void): Promise<void> => {
      while (isAlive()) {
        open ??= next();
        const { events, expectedRevision } = open;
        const append = client.appendToStream(stream, events, { ...way, expectedRevision }).catch(() => undefined);
        // The client does not settle some of the appends that were in flight on a broken connection.
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
    /** The ids of the last append if it was not answered: it may be stored, but only as a whole. */
    unanswered: (): readonly string[] => open?.events.map(({ id }) => id) ?? [],
  };
};

export type StreamWriter = ReturnType<typeof streamWriter>;
