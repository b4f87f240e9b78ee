import { fileURLToPath } from "node:url";
import { connectEventStore } from "@lianxiao/kernel";
import { connect, prepare, rebuild } from "@lianxiao/read-model";
import { lifecycle, readConfig } from "@lianxiao/service";
import { openDataFolder } from "./data-folder.ts";
import { openStores } from "./stores.ts";

const say = (line: string) => console.log(`  ${line}`);
const parts = lifecycle((name, error) => say(`${name}: ${String(error)}`));

/** Rebuilds the read model from event 0 beside the live one and compares the row hashes of every table. */
const compare = async (): Promise<number> => {
  const config = readConfig(process.env);
  const folder = await openDataFolder(
    config.LIANXIAO_DATA ?? fileURLToPath(new URL("../../../.lianxiao", import.meta.url)),
  );
  // The stores of a running instance are used when there is one; otherwise they are opened for the comparison.
  const stores =
    (await folder.runningNow()) ?? (await openStores(config, { folder, open: parts.open, say, now: () => Date.now() }));
  const store = parts.open("event store client", connectEventStore(stores.eventStoreUrl), (part) => part.close());
  const database = parts.open("database client", connect(stores.databaseUrl), (part) => part.close());
  await prepare(database);
  say("正在从第 0 个事件重建读模型并逐表比对… rebuilding from event 0 and comparing every table…");
  const tables = await rebuild({ store, db: database });
  for (const { table, rows, equal } of tables)
    say(`${equal ? "✓" : "✗"} ${table}: ${rows} rows ${equal ? "equal" : "DIFFERENT"}`);
  const different = tables.filter(({ equal }) => !equal).length;
  say(
    different === 0
      ? `全部一致 the rebuild equals the read model: ${tables.length} tables`
      : `${different} 个表不一致 tables differ`,
  );
  return different === 0 ? 0 : 1;
};

const code = await compare().catch((error: unknown) => {
  console.error(`\n  ${error instanceof Error ? error.message : String(error)}`);
  return 1;
});
await parts.close();
process.exit(code);
