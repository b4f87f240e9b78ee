import type { EventStore } from "@lianxiao/kernel";
import type { DataFolder } from "./data-folder.ts";
import { loadDemo } from "./demo/load.ts";

type Options = {
  readonly baseUrl: string;
  readonly folder: DataFolder;
  readonly store: EventStore;
  readonly recordAt: ((instant: Date | undefined) => void) | undefined;
  readonly say: (line: string) => void;
};

/** Loads the demo data into a store in which nobody has recorded anything, or goes on with a load that was broken off. */
export const loadDemoOnce = async ({ baseUrl, folder, store, recordAt, say }: Options): Promise<void> => {
  const begun = (await folder.demo.read()) === "loading";
  if (!begun && !(await isUnused(store))) return;
  await folder.demo.write("loading");
  let told = 0;
  try {
    await loadDemo({
      baseUrl,
      ...(recordAt ? { recordAt } : {}),
      onProgress: (done, total, label) => {
        const tenth = Math.floor((done * 10) / total);
        if (tenth > told) say(`演示数据 ${tenth * 10}% (${done}/${total}) ${label} · loading demo data`);
        told = Math.max(told, tenth);
      },
    });
  } finally {
    // Whatever happens, what users record from now on carries the real time.
    recordAt?.(undefined);
  }
  await folder.demo.write("loaded");
};

/** Streams that stand in a store before anybody has used it: the server's own, and the notes of our reactions. */
const ownNotes = /^(\$|reaction-)/;

/** Ends at the first event that somebody recorded, ours or another's, and so early in any log but an unused one. */
const isUnused = async (store: EventStore): Promise<boolean> => {
  for (let page = await store.readAll(undefined, 500); page.length > 0; ) {
    if (page.some(({ stream }) => !ownNotes.test(stream))) return false;
    page = await store.readAll(page.at(-1)?.position, 500);
  }
  return true;
};
