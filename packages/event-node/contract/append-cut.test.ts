import { status } from "@grpc/grpc-js";
import { expect, test } from "vitest";
import { AppendReq } from "../src/wire/append-messages.ts";
import { collected, nodeForThisFile } from "./fixture.ts";
import { freshStream, rawClient } from "./testbed.ts";
import { proposed, speakTo, to } from "./wire.ts";

const { node, client } = await nodeForThisFile();
const { append } = speakTo(node);
const raw = rawClient(node);

test("an Append that its client cancels half-way writes nothing", async () => {
  for (let time = 0; time < 20; time += 1) {
    const stream = freshStream();
    const { promise: ended, resolve } = Promise.withResolvers<status | undefined>();
    const call = raw.append((error) => resolve(error?.code));
    call.write(AppendReq.encode({ options: to(stream) }));
    call.write(AppendReq.encode({ proposedMessage: proposed() }));
    // Requests of one connection arrive in order, so when this one is answered, the earlier ones have arrived.
    const arrived = Promise.withResolvers<unknown>();
    raw.unary(
      "/event_store.client.server_features.ServerFeatures/GetSupportedMethods",
      Buffer.alloc(0),
      arrived.resolve,
    );
    await arrived.promise;
    call.cancel();
    expect(await ended).toBe(status.CANCELLED);
    await append(to(freshStream()), proposed());
    await expect(collected(client.readStream(stream))).rejects.toMatchObject({ type: "stream-not-found" });
  }
});
