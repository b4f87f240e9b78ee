import { connect } from "node:http2";
import { EventStoreDBClient, START } from "@eventstore/db-client";
import { ReadReq } from "../../../packages/event-node/src/wire/read-messages.ts";
import { type Child, inFreshFolder } from "../child.ts";
import { paired, perSecond, type Show } from "../measure.ts";
import { framed, frames } from "./framing.ts";
import { startNode, startRawLog, startStub } from "./programs.ts";
import type { Asked } from "./raw-log.ts";

const events = 40_000;

const enough = (seen: number) => {
  if (seen < events) throw new Error(`Only ${seen} of ${events} events were read.`);
};

const readAll = (client: EventStoreDBClient): Promise<number> =>
  perSecond(events, async () => {
    let seen = 0;
    for await (const { event } of client.readAll()) if (event) seen += 1;
    enough(seen);
  });

const catchUp = (client: EventStoreDBClient): Promise<number> =>
  perSecond(events, async () => {
    let seen = 0;
    for await (const _ of client.subscribeToAll({ fromPosition: START })) {
      seen += 1;
      if (seen === events) break;
    }
  });

const everything = framed(
  ReadReq.encode({
    options: { all: { start: {} }, count: 2n ** 53n, noFilter: {}, uuidOption: { structured: {} }, readDirection: 0 },
  }),
);

/** Reads the whole log and only counts the messages, so that only the server is measured. */
const count = ({ said }: Child): Promise<number> =>
  perSecond(events, async () => {
    let seen = 0;
    const session = connect(said.replace("esdb", "http"), { settings: { initialWindowSize: 4 * 1024 * 1024 } });
    const call = session.request({
      ":method": "POST",
      ":path": "/event_store.client.streams.Streams/Read",
      "content-type": "application/grpc",
      te: "trailers",
    });
    call.on(
      "data",
      frames(() => {
        seen += 1;
      }),
    );
    call.end(everything);
    await new Promise((resolve) => call.once("end", resolve));
    session.destroy();
    enough(seen);
  });

/** The speed of reads, compared with a server that sends prepared messages. */
export const reads = (show: Show): Promise<void> =>
  inFreshFolder(async (folder) => {
    const raw = await startRawLog(folder);
    const asked: Asked = { fill: events };
    await raw.ask(asked);
    await raw.stop();
    const stub = await startStub(folder);
    const node = await startNode(folder);
    const client = EventStoreDBClient.connectionString(node.said);
    const stubbed = EventStoreDBClient.connectionString(stub.said);
    const ways = {
      readAll: [() => readAll(client), () => readAll(stubbed)],
      "subscribeToAll, catching up": [() => catchUp(client), () => catchUp(stubbed)],
      "by a reader that only counts": [() => count(node), () => count(stub)],
    } as const;
    for (const [way, [ours, prepared]] of Object.entries(ways)) {
      await ours();
      await prepared();
      show(await paired(`events/s read, ${way}, against prepared messages`, ours, prepared));
    }
    await Promise.all([client.dispose(), stubbed.dispose()]);
    await Promise.all([node.stop(), stub.stop()]);
  });
