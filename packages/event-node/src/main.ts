#!/usr/bin/env node
import { argumentsOf, usage } from "./arguments.ts";
import { start } from "./run.ts";

const options = argumentsOf(process.argv.slice(2), process.env);
if (options.kind === "help") {
  console.log(usage);
} else if (options.kind === "wrong") {
  console.error(`${options.message}\n${usage}`);
  process.exitCode = 2;
} else {
  try {
    const node = await start(options, process.env.EVENT_NODE_FAILPOINTS ?? "");
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void node.close());
    console.log(node.connectionString);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
