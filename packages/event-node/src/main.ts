#!/usr/bin/env node
import { argumentsOf, usage } from "./arguments.ts";
import { failpointsIn } from "./failpoint.ts";
import { startEventNode } from "./node.ts";

const options = argumentsOf(process.argv.slice(2));
if (options.kind === "help") {
  console.log(usage);
} else if (options.kind === "wrong") {
  console.error(`${options.message}\n${usage}`);
  process.exitCode = 2;
} else {
  try {
    const crash = () => process.kill(process.pid, "SIGKILL");
    const failpoint = failpointsIn(process.env.EVENT_NODE_FAILPOINTS ?? "", crash);
    const node = await startEventNode({ ...options, failpoint });
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void node.close());
    console.log(node.connectionString);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
