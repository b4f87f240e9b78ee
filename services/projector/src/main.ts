import { run } from "@lianxiao/service";
import { startProjector } from "./service.ts";

await run(() => startProjector({ environment: process.env, crash: () => process.exit(137) }), console);
