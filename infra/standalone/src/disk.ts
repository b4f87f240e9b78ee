import { statfs } from "node:fs/promises";
import type { Readiness } from "@lianxiao/service";

/** Of a part that is not ready, also how much its disk has left: what most often keeps a store from writing. */
export const withDisk =
  (readiness: Readiness, folder: string): Readiness =>
  async () => {
    const told = await readiness();
    if (told.ready) return told;
    const { bavail, bsize } = await statfs(folder);
    return { ...told, freeBytes: bavail * bsize };
  };
