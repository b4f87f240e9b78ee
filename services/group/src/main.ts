import { run, startCommandService } from "@lianxiao/service";
import { createGroups, refusals, startReactions, tables } from "./index.ts";

const crash = (): never => process.exit(137);

await run(
  () =>
    startCommandService(
      {
        name: "group",
        routers: createGroups,
        tables,
        refusals,
        reactions: (context, signal) => startReactions(context, "group", signal),
      },
      { environment: process.env, clock: () => new Date(), crash },
    ),
  console,
);
