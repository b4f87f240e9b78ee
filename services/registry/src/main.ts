import { run, startCommandService } from "@lianxiao/service";
import { registry } from "./index.ts";

const crash = (): never => process.exit(137);

await run(() => startCommandService(registry, { environment: process.env, clock: () => new Date(), crash }), console);
