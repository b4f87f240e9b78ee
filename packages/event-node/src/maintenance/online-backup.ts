import { join } from "node:path";
import { Client, type ServerUnaryCall, type ServiceError, type sendUnaryData, status } from "@grpc/grpc-js";
import type { GuardedLog } from "../access/guarded-log.ts";
import type { Clock } from "../clock.ts";
import { accessDenied, failureOf, unknown } from "../failure.ts";
import { inMemory } from "../log/open-database.ts";
import { message, one, text } from "../wire/message.ts";
import { backUp } from "./backup.ts";
import { nodeAt } from "./node-address.ts";

export const maintenanceService = "lianxiao.event_node.Maintenance";

const BackupResp = message({ file: one(1, text) });

/** Backs up the log of a running node to a folder next to the log; a caller must not choose where the node writes. */
export const maintenanceCalls = (log: GuardedLog, dataDir: string, clock: Clock) => ({
  Backup: async (_call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>): Promise<void> => {
    try {
      if (!log.mayOperate()) throw accessDenied();
      if (dataDir === inMemory) throw unknown("A node in memory has nothing to back up.");
      const folder = join(dataDir, "backups", clock().toISOString().replaceAll(":", "-"));
      answer(null, BackupResp.encode({ file: await backUp(folder, log.copyTo, log.failpoint) }));
    } catch (error) {
      answer(failureOf(error));
    }
  },
});

/** Asks a running node for a backup and returns its folder. */
export const askForBackup = (node: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { address, isSecure, trust, caller } = nodeAt(node);
    const why = (error: ServiceError | null): string => {
      if (error?.code !== status.UNAVAILABLE) return `made no backup: ${error?.details ?? "it gave no answer"}`;
      return isSecure ? "cannot be reached, or its certificate is not trusted." : "cannot be reached.";
    };
    const channel = new Client(address, trust);
    const asIs = (bytes: Buffer) => bytes;
    channel.makeUnaryRequest(`/${maintenanceService}/Backup`, asIs, asIs, Buffer.alloc(0), caller, (error, bytes) => {
      channel.close();
      if (bytes) resolve(BackupResp.decode(bytes).file ?? "");
      else reject(new Error(`The node at ${address} ${why(error)}`));
    });
  });
