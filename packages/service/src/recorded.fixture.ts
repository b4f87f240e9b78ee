import type { RecordOf } from "@lianxiao/events";
import { connectEventStore, type Message, uuidV5 } from "@lianxiao/kernel";
import { afterAll } from "vitest";
import { freshEventStore } from "../../../test/event-store.ts";
import { type Subject, streamOf } from "./subject.ts";

const node = await freshEventStore();
export const store = connectEventStore(node.url);

afterAll(async () => {
  await store.close();
  await node.remove();
});

/** Appends events to a subject's stream. */
export const record = async <State, E extends Message>(
  subject: Subject<State, E>,
  ...events: readonly NoInfer<RecordOf<E>>[]
): Promise<void> => {
  const stream = streamOf(subject);
  const revision = (await store.read(stream)).at(-1)?.revision ?? -1n;
  const stored = events.map((event, index) => ({
    id: uuidV5(stream, String(revision), String(index)),
    ...subject.language.catalogue.encode(event),
    metadata: {},
  }));
  await store.append({ stream, revision, events: stored });
};
