import { type EventStore, RevisionConflict } from "./event-store.ts";
import { type CommandMetadata, KeyReused } from "./handle.ts";
import { uuidV5 } from "./identity.ts";

/**
 * For a creation whose stream is named by its body, where another body means another stream and the reuse of a key
 * would go unseen: the key's own stream remembers what it was first used for. Throws KeyReused.
 */
export const rememberKey = async (store: EventStore, metadata: CommandMetadata, target: string): Promise<void> => {
  const stream = `key-${metadata.commandId}`;
  const [first] = await store.read(stream);
  if (first === undefined) {
    const event = { id: uuidV5(metadata.commandId, "key"), type: "KeyUsed", data: { stream: target }, metadata };
    try {
      await store.append({ stream, revision: -1n, events: [event] });
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      await rememberKey(store, metadata, target);
    }
    return;
  }
  if (first.metadata.bodyHash !== metadata.bodyHash)
    throw new KeyReused(`Command ${metadata.commandId} was sent before with another body.`);
};
