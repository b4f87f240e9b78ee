import { randomUUID } from "node:crypto";
import { jsonEvent } from "@eventstore/db-client";
import { Client, credentials } from "@grpc/grpc-js";
import type { NodeProcess } from "./node-process.ts";

const asIs = (bytes: Buffer) => bytes;

const ask = (channel: Client, path: string): Promise<Buffer | undefined> =>
  new Promise((resolve) => {
    channel.makeUnaryRequest(path, asIs, asIs, Buffer.alloc(0), (_error, answer) => resolve(answer));
  });

const noted = () => jsonEvent({ id: randomUUID(), type: "Noted", data: {} });

/** The other operations during the writes: metadata, deletions, tombstones, scavenges and backups. */
export const chores = () => {
  const deletedAt = new Map<string, bigint>();
  const tombstoned: string[] = [];
  /** Revisions of the truncated stream: from `mayBeCut` on, all must exist; before `isCut`, none may be shown. */
  const cut = { mayBeCut: 0n, isCut: 0n, last: -1n };
  const backups: string[] = [];
  let round = 0;

  const cutOnce = async ({ client }: NodeProcess) => {
    const { nextExpectedRevision } = await client.appendToStream("cut", [noted(), noted(), noted()]);
    cut.last = nextExpectedRevision;
    cut.mayBeCut = nextExpectedRevision - 1n;
    await client.setStreamMetadata("cut", { truncateBefore: Number(cut.mayBeCut) });
    cut.isCut = cut.mayBeCut;
  };
  const deleteOnce = async ({ client }: NodeProcess, stream: string) => {
    const { nextExpectedRevision } = await client.appendToStream(stream, [noted(), noted()]);
    await client.deleteStream(stream);
    deletedAt.set(stream, nextExpectedRevision);
    await client.appendToStream(stream, noted());
  };
  const tombstoneOnce = async ({ client }: NodeProcess, stream: string) => {
    await client.appendToStream(stream, noted());
    await client.tombstoneStream(stream);
    tombstoned.push(stream);
  };
  const backUpOnce = async (channel: Client) => {
    const answer = await ask(channel, "/lianxiao.event_node.Maintenance/Backup");
    // Field 1 of the response is a short string, preceded by two bytes.
    if (answer) backups.push(answer.subarray(2).toString("utf8"));
  };

  const work = async (node: NodeProcess, channel: Client) => {
    while (node.isAlive()) {
      round += 1;
      await cutOnce(node);
      await deleteOnce(node, `deleted-${round}`);
      await tombstoneOnce(node, `gone-${round}`);
      await ask(channel, "/event_store.client.operations.Operations/StartScavenge");
      if (round % 3 === 1) await backUpOnce(channel);
    }
  };

  return {
    deletedAt,
    tombstoned,
    cut,
    backups,
    run: async (node: NodeProcess): Promise<void> => {
      const address = /\/\/(.*)\?/.exec(node.connectionString)?.[1] ?? "";
      const channel = new Client(address, credentials.createInsecure());
      // An interrupted operation is started again on the next node.
      await Promise.race([work(node, channel).catch(() => {}), node.exited]);
      channel.close();
    },
  };
};

export type Chores = ReturnType<typeof chores>;
