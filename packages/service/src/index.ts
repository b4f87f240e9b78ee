export { startCommandService } from "./command-service.ts";
export {
  type CommandContext,
  type CommandTable,
  commandRouter,
  type Facts,
  type Prepared,
  type Route,
  route,
} from "./commands.ts";
export { type Config, ConfigInvalid, readConfig } from "./config.ts";
export { shanghaiDay } from "./day.ts";
export { discoverJwks } from "./discovery.ts";
export { type Fact, fact, regionFacts } from "./fact.ts";
export type { FieldError } from "./field-error.ts";
export { frontDoor } from "./front-door.ts";
export { HostUnusable, isBeyondLoopback } from "./host.ts";
export { createApp, docsRouter, endApp, healthRouter, type Readiness } from "./http.ts";
export { lifecycle, Stopped } from "./lifecycle.ts";
export { listen, PortBusy, type Serving, serve } from "./listen.ts";
export { type DocumentedTable, openApiDocument } from "./openapi.ts";
export {
  type Authenticate,
  authenticator,
  type Concern,
  mayCommand,
  Principal,
  type Role,
  schoolIdOf,
} from "./principal.ts";
export { Problem, type ProblemCode, problemHandler, problems, type Refusals, type Words } from "./problem.ts";
export { requireInForce } from "./regions-in-force.ts";
export { run } from "./run.ts";
export { onStopSignal } from "./signals.ts";
export { createLog, type Log } from "./telemetry.ts";
export { watchWrites } from "./writing.ts";
