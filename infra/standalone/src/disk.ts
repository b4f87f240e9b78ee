import { statfs } from "node:fs/promises";
import type { Readiness } from "@lianxiao/service";

/** Adds the free disk space to the account of a part that is not ready: a full disk is the most common reason. */
export const withDisk =
  (readiness: Readiness, folder: string): Readiness =>
  async () => {
    const told = await readiness();
    if (told.ready) return told;
    const { bavail, bsize } = await statfs(folder);
    return { ...told, freeBytes: bavail * bsize };
  };
