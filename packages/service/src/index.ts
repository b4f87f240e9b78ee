export type { CommandContext } from "./command-router.ts";
export { startCommandService } from "./command-service.ts";
export { type Config, ConfigInvalid, readConfig } from "./config.ts";
export { correctionRoutes } from "./corrections.ts";
export { shanghaiDay } from "./day.ts";
export { discoverJwks } from "./discovery.ts";
export type { FieldError } from "./field-error.ts";
export { frontDoor } from "./front-door.ts";
export { HostUnusable, isBeyondLoopback } from "./host.ts";
export { createApp, docsRouter, endApp, healthRouter, type Readiness } from "./http.ts";
export { jsonBody } from "./json-body.ts";
export { lifecycle, Stopped } from "./lifecycle.ts";
export { listen, PortBusy, type Serving, serve } from "./listen.ts";
export { aGroup, aRegion, aSchool, type Target } from "./object.ts";
export { openApiDocument } from "./openapi.ts";
export type { Alternative, Needed, Permission, Relation } from "./permission.ts";
export { type Action, permissions } from "./permissions.ts";
export { type Authenticate, authenticator, Principal, type Role } from "./principal.ts";
export {
  languageOf,
  Problem,
  type ProblemCode,
  problemHandler,
  problems,
  type Refusals,
} from "./problem.ts";
export { askReactions, type OperatorRequest } from "./reactions/operator.ts";
export { type Reaction, reaction } from "./reactions/reaction.ts";
export { recordableFrom } from "./recordable.ts";
export { regionTree } from "./regions.ts";
export { regionCodeAt, regionIdAt, regionIdMeant, unitIdAt } from "./regions-in-force.ts";
export { type AnyRoute, type Asking, type CommandTable, routesOf } from "./route.ts";
export { type Category, type Known, type Mirror, propose, type Rule, type Warning, when } from "./rules.ts";
export { run } from "./run.ts";
export {
  type Job,
  type JobPorts,
  keepersOf,
  refusalsOf,
  routersOf,
  type ServedTable,
  type Service,
  served,
  startReactions,
  waitingForOperator,
} from "./service.ts";
export { onStopSignal } from "./signals.ts";
export {
  codeOf,
  groupOf,
  membershipOf,
  readSubject,
  type Subject,
  schoolOf,
  subjectPrefixes,
  type Timeline,
  timelineFrom,
} from "./subject.ts";
export { createLog, type Log } from "./telemetry.ts";
export { watchWrites } from "./writing.ts";
