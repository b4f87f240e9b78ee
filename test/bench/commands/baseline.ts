import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { EventStore, Message } from "@lianxiao/kernel";
import { z } from "zod";
import { stored } from "./log.ts";

const Asked = z.object({ stream: z.string(), type: z.string(), data: z.unknown() });

/** Metadata of the same size as a command's. */
const metadata = () => {
  const commandId = randomUUID();
  return {
    commandId,
    bodyHash: "0".repeat(64),
    actor: { subject: "bureau-330100", role: "city", region: "330100" },
    $correlationId: commandId,
    $causationId: commandId,
  };
};

/** Appends the event of the body to its stream at the last known revision, without any rules; returns the position. */
export const answerAppends = (store: EventStore) => {
  const revisions = new Map<string, bigint>();
  const revisionOf = async (stream: string) =>
    revisions.get(stream) ?? (await store.tail(stream, 1))[0]?.revision ?? -1n;

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { stream, ...event } = Asked.parse(JSON.parse(Buffer.concat(chunks).toString()));
    const { type, data } = stored(stream, event as Message);
    const revision = await revisionOf(stream);
    const receipt = await store.append({
      stream,
      revision,
      events: [{ id: randomUUID(), type, data, metadata: metadata() }],
    });
    revisions.set(stream, receipt.revision);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ stream, position: `${receipt.position}` }));
  };
};
