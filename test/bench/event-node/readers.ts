import { END, EventStoreDBClient } from "@eventstore/db-client";

// Subscribers in a process of their own. Some read; the others have stopped, but stay.
const client = EventStoreDBClient.connectionString(process.argv[2] ?? "");
const [reading = 0, stalled = 0] = process.argv.slice(3).map(Number);

let seen = 0;
const subscribe = async (reads: boolean) => {
  const subscription = client.subscribeToAll({ fromPosition: END });
  await new Promise((resolve) => subscription.once("confirmation", resolve));
  if (reads)
    subscription.on("data", () => {
      seen += 1;
    });
};
await Promise.all(Array.from({ length: reading + stalled }, (_, n) => subscribe(n < reading)));
process.on("message", () => process.send?.(seen));
process.once("SIGTERM", () => process.exit(0));
console.log("ready");
