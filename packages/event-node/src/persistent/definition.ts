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
  /** 0 for as many as come. */
  readonly maxSubscribers: number;
  readonly liveBufferSize: number;
  readonly readBatchSize: number;
  readonly historyBufferSize: number;
  readonly strategy: StrategyName;
}

/** All that is durable of a group but its checkpoint and its parked messages. */
export interface GroupDefinition extends GroupName {
  readonly settings: GroupSettings;
  /** As it was asked for, and is shown. */
  readonly startFrom: From;
  /** Where that was when it was asked for, so that a restart does not move the end. */
  readonly startAfter: bigint;
  readonly filter?: Decoded<typeof GroupFilter> | undefined;
}

export const keyOf = ({ source, group }: GroupName): string => `${source}::${group}`;

export const isOfAll = ({ source }: Pick<GroupName, "source">): boolean => source === "$all";

/** A place in a group's source, as people and clients read it; nothing before the first event. */
export const shownPlace = (name: GroupName, place: bigint): string =>
  isOfAll(name) ? `C:${place}/P:${place}` : String(place);

export const shownStart = (name: GroupName, start: From): string =>
  shownPlace(name, start === "start" ? 0n : start === "end" ? -1n : start);

/** The place that `shownPlace` wrote. */
export const placeShown = (text: string): bigint => BigInt(/^C:(-?\d+)\//.exec(text)?.[1] ?? text);
