import { failpoints } from "@lianxiao/kernel";
import { startCommands } from "../commands.ts";

// A process that executes commands and kills itself with SIGKILL at a failure point:
// `mortal.ts <event store> <name>=crash[@<hit>]`.
const [eventStoreUrl = "", point = ""] = process.argv.slice(2);
const die = (): never => {
  process.kill(process.pid, "SIGKILL");
  throw new Error("A process does not outlive its SIGKILL.");
};
const { url } = await startCommands({ eventStoreUrl, failpoint: failpoints(point, die) });
process.stdout.write(`${url}\n`);
