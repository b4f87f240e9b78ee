import { run } from "@lianxiao/service";
import { startGateway } from "./start.ts";

await run(() => startGateway({ environment: process.env, clock: () => new Date() }), console);
