import { run, startCommandService } from "@lianxiao/service";
import { groups } from "./index.ts";

const crash = (): never => process.exit(137);

await run(() => startCommandService(groups, { environment: process.env, clock: () => new Date(), crash }), console);
