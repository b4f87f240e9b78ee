import { fileURLToPath } from "node:url";
import { connectEventStore } from "@lianxiao/kernel";
import { lifecycle, readConfig } from "@lianxiao/service";
import { openDataFolder } from "./data-folder.ts";
import { operate } from "./operate.ts";
import { services } from "./services.ts";
import { openEventStore } from "./stores.ts";

const say = (line: string) => console.log(`  ${line}`);
const parts = lifecycle((name, error) => say(`${name}: ${String(error)}`));

const run = async (): Promise<number> => {
  const config = readConfig(process.env);
  const folder = await openDataFolder(
    config.LIANXIAO_DATA ?? fileURLToPath(new URL("../../../.lianxiao", import.meta.url)),
  );
  // A running instance holds the event store: its own is used.
  const { eventStoreUrl } =
    (await folder.runningNow()) ??
    (await openEventStore(config, { folder, open: parts.open, say, now: () => Date.now() }));
  const store = parts.open("event store client", connectEventStore(eventStoreUrl), (part) => part.close());
  await operate(
    process.argv.slice(2).filter((word) => word !== "--"),
    { store, services, say },
  );
  return 0;
};

const code = await run().catch((error: unknown) => {
  console.error(`\n  ${error instanceof Error ? error.message : String(error)}`);
  return error instanceof Error && "exitCode" in error ? Number(error.exitCode) : 1;
});
await parts.close();
process.exit(code);
