import { END, EventStoreDBClient } from "@eventstore/db-client";

// Subscribers in a process of their own. Some read and the others have stalled but stay connected. They subscribe to
// $all or, with `apart`, each to a stream of its own.
const [address = "", quick, slow, apart] = process.argv.slice(2);
const client = EventStoreDBClient.connectionString(address);
const [reading, stalled] = [Number(quick), Number(slow)];

let seen = 0;
const subscribe = async (n: number) => {
  const subscription =
    apart === "apart"
      ? client.subscribeToStream(`booking-${n}`, { fromRevision: END })
      : client.subscribeToAll({ fromPosition: END });
  await new Promise((resolve) => subscription.once("confirmation", resolve));
  if (n < reading)
    subscription.on("data", () => {
      seen += 1;
    });
};
await Promise.all(Array.from({ length: reading + stalled }, (_, n) => subscribe(n)));
process.on("message", () => process.send?.(seen));
process.once("SIGTERM", () => process.exit(0));
console.log("ready");
