export type { Clock } from "./clock.ts";
export {
  type Batch,
  checkpointEvery,
  type EventStore,
  type Message,
  type NewEvent,
  type Receipt,
  type Recorded,
  RevisionConflict,
  StoreUnavailable,
  type StreamEvent,
} from "./event-store.ts";
export { connectEventStore } from "./eventstore.ts";
export { type Failpoint, failpoints, inert } from "./failpoint.ts";
export { type Following, follow } from "./follow.ts";
export {
  Abandoned,
  type CommandMetadata,
  Contended,
  type Decided,
  eventIdOf,
  type Handled,
  handle,
  KeyReused,
} from "./handle.ts";
export { type HotStreams, hotStreams } from "./hot-streams.ts";
export { uuidV5 } from "./identity.ts";
export { Refusal, refusing } from "./refusal.ts";
export { type Standing, standingAt } from "./standing.ts";
