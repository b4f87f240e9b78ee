import { randomUUID } from "node:crypto";
import { createServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { realClock } from "../../../packages/event-node/src/clock.ts";
import { openLog } from "../../../packages/event-node/src/log/log.ts";
import { BatchAppendReq, BatchAppendResp } from "../../../packages/event-node/src/wire/append-messages.ts";
import { SupportedMethods } from "../../../packages/event-node/src/wire/node-messages.ts";
import { ReadReq, ReadResp } from "../../../packages/event-node/src/wire/read-messages.ts";
import { encodeReadEvent } from "../../../packages/event-node/src/wire/recorded-event.ts";
import { framed, frames } from "./framing.ts";

// A server on bare HTTP/2 that stores and looks up nothing: the events of a log are framed into large chunks
// beforehand, appends are acknowledged at once, and one prepared event is sent to every subscriber. It is an upper
// bound for any server.
const log = openLog(process.argv[2] ?? "", realClock);
const chunks: Buffer[] = [];
let echo: Buffer = Buffer.alloc(0);
for (let at = -1n, isLast = false; !isLast; ) {
  const page = log.readAllAfter(at, 200);
  chunks.push(Buffer.concat(page.events.map((event) => framed(encodeReadEvent({ event }, "structured")))));
  const last = page.events.at(-1);
  if (last) echo = framed(encodeReadEvent({ event: last }, "structured"));
  at = last?.position ?? at;
  isLast = page.isLast;
}
await log.stop();
log.release();

const methods = [{ serviceName: "event_store.client.streams.streams", methodName: "batchappend", features: [] }];
const supported = framed(SupportedMethods.encode({ methods, eventStoreServerVersion: "24.10.0" }));

const followers = new Set<ServerHttp2Stream>();

const read = async (stream: ServerHttp2Stream, request: Buffer) => {
  const { options } = ReadReq.decode(request);
  const follows = options?.subscription !== undefined;
  if (follows) stream.write(framed(ReadResp.encode({ confirmation: { subscriptionId: randomUUID() } })));
  if (!options?.stream)
    for (const chunk of chunks)
      if (!stream.destroyed && !stream.write(chunk)) await new Promise((resolve) => stream.once("drain", resolve));
  if (follows) {
    followers.add(stream);
    stream.once("close", () => followers.delete(stream));
  } else stream.end();
};

let position = 0n;
const append = (stream: ServerHttp2Stream, request: Buffer) => {
  const { correlationId, isFinal } = BatchAppendReq.decode(request);
  if (!isFinal) return;
  position += 1n;
  const success = { currentRevision: position, position: { commitPosition: position, preparePosition: position } };
  stream.write(framed(BatchAppendResp.encode({ correlationId, streamIdentifier: {}, success })));
  for (const follower of followers) follower.write(echo);
};

const server = createServer();
server.on("stream", (stream, headers) => {
  const path = String(headers[":path"]);
  stream.on("error", () => {});
  stream.respond({ ":status": 200, "content-type": "application/grpc+proto" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  const take = frames((request) => {
    if (path.endsWith("/Read")) void read(stream, request);
    else if (path.endsWith("/BatchAppend")) append(stream, request);
    else stream.end(supported);
  });
  stream.on("data", take);
});
server.listen(0, "127.0.0.1", () => {
  // A TCP server's address is an object.
  console.log(`esdb://127.0.0.1:${(server.address() as AddressInfo).port}?tls=false`);
});
process.once("SIGTERM", () => process.exit(0));
