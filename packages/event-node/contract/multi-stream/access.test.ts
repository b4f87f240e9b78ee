import { describe, expect, test } from "vitest";
import { severalStreams } from "../client/several-streams.ts";
import { several } from "../fixture.ts";
import { secureNodeForThisFile } from "../secure-node.ts";
import { freshStream } from "../testbed.ts";
import { check, numbersIn, record, to } from "./fixture.ts";

const { node, as, connected } = await secureNodeForThisFile();
const admin = as("admin");
const { multiStreamAppend, appendRecords } = severalStreams(as("ops"));

/** A stream with three events that only admins may read or write unless `acl` says otherwise. */
const guarded = async (acl: Readonly<Record<string, readonly string[]>>) => {
  const stream = freshStream();
  await admin.appendToStream(stream, several(3));
  await admin.setStreamMetadata(stream, { acl: { readRoles: ["$admins"], writeRoles: ["$admins"], ...acl } as object });
  return stream;
};

const denied = { type: "access-denied" };

describe("with users,", () => {
  test("a session succeeds for a user who may write to all of its streams", async () => {
    const stream = await guarded({ writeRoles: ["ops"] });
    const { responses } = await multiStreamAppend([to(stream, 2n), to(freshStream())]);
    expect(responses[0]).toEqual({ streamName: stream, revision: 3n });
  });

  test("a session is denied as a whole if its user may not write to one of the streams", async () => {
    const open = freshStream();
    for (const closed of [await guarded({ readRoles: ["ops"] }), freshStream("$system"), "$$$scavenges"]) {
      await expect(multiStreamAppend([to(open), to(closed)])).rejects.toMatchObject(denied);
      expect(await numbersIn(admin, open)).toBeUndefined();
    }
  });

  test("records are appended for a user who may write to their streams and read the checked ones", async () => {
    const [written, readable] = [await guarded({ writeRoles: ["ops"] }), await guarded({ readRoles: ["ops"] })];
    const { responses } = await appendRecords([record(written)], [check(readable, 2n), check(written, 2n)]);
    expect(responses).toEqual([{ streamName: written, revision: 3n }]);
  });

  test("a check of a stream that its user may not read is denied without revealing its state", async () => {
    const [unreadable, written] = [await guarded({ writeRoles: ["ops"] }), freshStream()];
    for (const expected of [2n, "no_stream"] as const)
      await expect(appendRecords([record(written)], [check(unreadable, expected)])).rejects.toMatchObject(denied);
    expect(await numbersIn(admin, written)).toBeUndefined();
  });

  test("a record to a stream that its user may only read is denied", async () => {
    const [readable, written] = [await guarded({ readRoles: ["ops"] }), freshStream()];
    await expect(appendRecords([record(written), record(readable)])).rejects.toMatchObject(denied);
    expect(await numbersIn(admin, written)).toBeUndefined();
    expect(await numbersIn(admin, readable)).toHaveLength(3);
  });

  test("a client without credentials or with a wrong password writes nothing", async () => {
    const stream = freshStream();
    const address = `127.0.0.1:${node.port}`;
    for (const who of [connected(`esdb://${address}`), connected(`esdb://ops:wrong@${address}`)]) {
      const { multiStreamAppend: send, appendRecords: put } = severalStreams(who);
      await expect(send([to(stream)])).rejects.toMatchObject(denied);
      await expect(put([record(stream)])).rejects.toMatchObject(denied);
    }
    expect(await numbersIn(admin, stream)).toBeUndefined();
  });
});
