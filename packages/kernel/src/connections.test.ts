import { expect, onTestFinished, test } from "vitest";
import { freshEventStore } from "../../../test/event-store.ts";
import { connectEventStore } from "./eventstore.ts";
import { uuidV5 } from "./identity.ts";

// The client as published keeps the appends of all connections of a process in one map, which the loss of any connection
// empties; the answer to an append of another one then crashed the process. An unhandled exception fails the run.
test("a connection that is lost does not concern the appends of another connection of the process", async () => {
  const node = await freshEventStore();
  const [lost, other] = [connectEventStore(node.url), connectEventStore(node.url)];
  onTestFinished(async () => {
    await Promise.all([lost.close(), other.close()]);
    await node.remove();
  });
  const append = (store: typeof other, stream: string) =>
    store.append({
      stream,
      revision: -1n,
      events: [{ id: uuidV5(stream, "0"), type: "Counted", data: {}, metadata: {} }],
    });
  await Promise.all([append(lost, "counter-lost"), append(other, "counter-other")]);
  const underway = Array.from({ length: 50 }, (_, n) => append(other, `counter-${n}`));
  await lost.close();
  const receipts = await Promise.all(underway);
  expect(receipts.map(({ revision }) => revision)).toEqual(underway.map(() => 0n));
});
