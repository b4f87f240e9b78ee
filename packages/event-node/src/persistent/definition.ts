import type { From } from "../streams/read-request.ts";
import type { Decoded } from "../wire/message.ts";
import type { GroupFilter } from "../wire/persistent-messages.ts";
import type { GroupName } from "./failures.ts";

export const strategyNames = ["DispatchToSingle", "RoundRobin", "Pinned", "PinnedByCorrelation"] as const;
export type StrategyName = (typeof strategyNames)[number];

export interface GroupSettings {
  readonly resolveLinks: boolean;
  readonly extraStatistics: boolean;
  readonly messageTimeoutMs: number;
  readonly maxRetryCount: number;
  readonly checkpointAfterMs: number;
  readonly checkpointLowerBound: number;
  readonly checkpointUpperBound: number;
  /** 0 means no limit. */
  readonly maxSubscribers: number;
  readonly liveBufferSize: number;
  readonly readBatchSize: number;
  readonly historyBufferSize: number;
  readonly strategy: StrategyName;
}

/** The stored definition of a group, without its checkpoint and its parked messages. */
export interface GroupDefinition extends GroupName {
  readonly settings: GroupSettings;
  /** The start as it was requested; shown to clients. */
  readonly startFrom: From;
  /** The start as a place in the source at the time of the request, so that the end does not move at a restart. */
  readonly startAfter: bigint;
  readonly filter?: Decoded<typeof GroupFilter> | undefined;
}

export const keyOf = ({ source, group }: GroupName): string => `${source}::${group}`;

export const isOfAll = ({ source }: Pick<GroupName, "source">): boolean => source === "$all";

/** A place in a group's source as text, for clients and checkpoints. */
export const shownPlace = (name: GroupName, place: bigint): string =>
  isOfAll(name) ? `C:${place}/P:${place}` : String(place);

export const shownStart = (name: GroupName, start: From): string =>
  shownPlace(name, start === "start" ? 0n : start === "end" ? -1n : start);

/** Parses the output of `shownPlace`. */
export const placeShown = (text: string): bigint => BigInt(/^C:(-?\d+)\//.exec(text)?.[1] ?? text);
