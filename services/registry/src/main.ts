import { run, startCommandService } from "@lianxiao/service";
import { createRegistry, refusals, tables } from "./index.ts";

const crash = (): never => process.exit(137);

await run(
  () =>
    startCommandService(
      { name: "registry", routers: createRegistry, tables, refusals },
      { environment: process.env, clock: () => new Date(), crash },
    ),
  console,
);
