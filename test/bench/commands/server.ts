import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { connectEventStore } from "@lianxiao/kernel";
import { readConfig } from "@lianxiao/service";
import { createStandalone } from "@lianxiao/standalone";
import { z } from "zod";
import { answerAppends } from "./baseline.ts";
import { fill, prepare } from "./log.ts";

// Runs the whole product on a log of this many events and, in the same process and on the same event node, the
// baseline: `server.ts <folder> <events>`.
const [folder = "", events = ""] = process.argv.slice(2);
const config = { ...readConfig({ PORT: "0", LIANXIAO_LOG: "error" }), LIANXIAO_DATA: folder };
const start = () =>
  createStandalone({
    config,
    clock: () => new Date(),
    empty: true,
    say: (line) => process.stderr.write(`${line}\n`),
    crash: () => process.exit(1),
  });

const Running = z.object({ eventStoreUrl: z.string() });
let product = await start();
const { eventStoreUrl } = Running.parse(JSON.parse(await readFile(join(folder, "running.json"), "utf8")));
let store = connectEventStore(eventStoreUrl);
await prepare(store);
await fill(store, Number(events));
await store.close();
// After a restart it is ready only when the read model has the whole log.
await product.close();
product = await start();
const running = Running.parse(JSON.parse(await readFile(join(folder, "running.json"), "utf8")));
store = connectEventStore(running.eventStoreUrl);
const baseline = createServer(answerAppends(store)).listen(0, "127.0.0.1", () => {
  const address = baseline.address();
  const port = typeof address === "object" ? address?.port : undefined;
  process.stdout.write(`${JSON.stringify({ product: product.url, baseline: `http://127.0.0.1:${port}` })}\n`);
});
process.once("SIGTERM", async () => {
  baseline.close();
  baseline.closeAllConnections();
  await product.close();
  await store.close();
  process.exit(0);
});
