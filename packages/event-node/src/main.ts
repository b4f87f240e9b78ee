#!/usr/bin/env node
import { argumentsOf } from "./arguments.ts";
import { maintain } from "./maintenance/maintain.ts";
import { failpoints, start } from "./run.ts";
import { usage } from "./usage.ts";

const asked = argumentsOf(process.argv.slice(2), process.env);
try {
  if (asked.kind === "help") console.log(usage);
  else if (asked.kind === "maintain")
    console.log(await maintain(asked.task, failpoints(process.env.EVENT_NODE_FAILPOINTS)));
  else if (asked.kind === "start") {
    const node = await start(asked, failpoints(process.env.EVENT_NODE_FAILPOINTS));
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void node.close());
    console.log(node.connectionString);
  } else {
    console.error(`${asked.message} See --help.`);
    process.exitCode = 2;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
