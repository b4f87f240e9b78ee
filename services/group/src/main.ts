import { run, startCommandService } from "@lianxiao/service";
import { createGroups, followApprovals, refusals, tables } from "./index.ts";

const crash = (): never => process.exit(137);

await run(
  () =>
    startCommandService(
      {
        name: "group",
        routers: createGroups,
        tables,
        refusals,
        beside: ({ store, regions, log, failpoint }, signal) =>
          followApprovals({ store, regions }, { log, failpoint, signal }),
      },
      { environment: process.env, clock: () => new Date(), crash },
    ),
  console,
);
