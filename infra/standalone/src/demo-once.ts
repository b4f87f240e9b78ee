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

/** Loads the demo data into an unused store, or resumes an interrupted load. */
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
    // Also after a failed load: what users record from now on must carry the real time.
    recordAt?.(undefined);
  }
  await folder.demo.write("loaded");
};

/** Streams that an unused store may already hold: the server's own, and the notes of our reactions. */
const ownNotes = /^(\$|reaction-)/;

/** Stops at the first recorded event, so it reads little of any log that is in use. */
const isUnused = async (store: EventStore): Promise<boolean> => {
  for (let page = await store.readAll(undefined, 500); page.length > 0; ) {
    if (page.some(({ stream }) => !ownNotes.test(stream))) return false;
    page = await store.readAll(page.at(-1)?.position, 500);
  }
  return true;
};
