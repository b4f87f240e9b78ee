export type { Clock } from "./clock.ts";
export { type Decider, decide, fold, type Handlers, type Message } from "./decider.ts";
export {
  type Batch,
  type EventStore,
  type NewEvent,
  type Receipt,
  type Recorded,
  RevisionConflict,
  StoreUnavailable,
  toldEvery,
  type Unchanged,
} from "./event-store.ts";
export { connectEventStore } from "./eventstore.ts";
export { type Failpoint, failpoints, inert } from "./failpoint.ts";
export { type Following, follow } from "./follow.ts";
export { type Codec, type CommandMetadata, Contended, handle, KeyReused, UnknownStream } from "./handle.ts";
export { uuidV5 } from "./identity.ts";
export { Refusal, refusing } from "./refusal.ts";
export { rememberKey } from "./remember-key.ts";
export { type Standing, standingAt } from "./standing.ts";
