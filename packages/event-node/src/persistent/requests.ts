import type { Log } from "../log/log.ts";
import { matchingFilter } from "../streams/filter.ts";
import type { From } from "../streams/read-request.ts";
import type { GroupOptions, SettingsAsked } from "../wire/persistent-messages.ts";
import { type GroupDefinition, type GroupSettings, type StrategyName, strategyNames } from "./definition.ts";
import { type GroupName, groupFailed } from "./failures.ts";

const ticksPerMs = 10_000n;

const inMs = (ms: number | undefined, ticks: bigint | undefined): number => ms ?? Number((ticks ?? 0n) / ticksPerMs);

const strategyIn = (name: GroupName, asked: SettingsAsked): StrategyName => {
  const wanted = asked.consumerStrategy || strategyNames[asked.namedConsumerStrategy ?? 0];
  const strategy = strategyNames.find((known) => known === wanted);
  if (!strategy) throw groupFailed(name, `Consumer strategy ${asked.consumerStrategy} does not exist.`);
  return strategy;
};

const settingsIn = (name: GroupName, asked: SettingsAsked): GroupSettings => {
  const settings = {
    resolveLinks: asked.resolveLinks ?? false,
    extraStatistics: asked.extraStatistics ?? false,
    messageTimeoutMs: inMs(asked.messageTimeoutMs, asked.messageTimeoutTicks),
    maxRetryCount: asked.maxRetryCount ?? 0,
    checkpointAfterMs: inMs(asked.checkpointAfterMs, asked.checkpointAfterTicks),
    checkpointLowerBound: asked.minCheckpointCount ?? 0,
    checkpointUpperBound: asked.maxCheckpointCount ?? 0,
    maxSubscribers: asked.maxSubscriberCount ?? 0,
    liveBufferSize: asked.liveBufferSize ?? 0,
    readBatchSize: asked.readBatchSize ?? 0,
    historyBufferSize: asked.historyBufferSize ?? 0,
    strategy: strategyIn(name, asked),
  };
  const { readBatchSize, historyBufferSize } = settings;
  if (readBatchSize < 1) throw groupFailed(name, "The read batch size must be at least 1.");
  if (readBatchSize >= historyBufferSize)
    throw groupFailed(
      name,
      `The read batch size ${readBatchSize} must be less than the history buffer size ${historyBufferSize}.`,
    );
  return settings;
};

const endRevision = 2n ** 64n - 1n;

const startIn = ({ stream, all, settings }: GroupOptions): From => {
  const at = all ? all.position?.commitPosition : stream ? stream.revision : settings?.revision;
  const isEnd = all?.end ?? stream?.end;
  return isEnd || at === endRevision ? "end" : at || "start";
};

/** The place before the first event of a group. The start is inclusive; the end is the current end of the log. */
const placeBefore = (log: Log, name: GroupName, start: From, ofAll: boolean): bigint => {
  if (start === "start") return -1n;
  const last = ofAll ? log.lastPosition() : log.lastRevision(name.source);
  if (start === "end") return last;
  if (ofAll && start > log.end()) throw groupFailed(name, `The log ends before position ${start}.`);
  return start - 1n;
};

/** The group that a request names; `$all` has a field of its own. */
export const nameIn = (
  stream: { readonly streamName?: Buffer | undefined } | undefined,
  isAll: boolean,
  group = "",
): GroupName => ({ source: isAll ? "$all" : (stream?.streamName?.toString("utf8") ?? ""), group });

/** Validates a Create or Update request and returns the definition. */
export const definitionIn = (log: Log, options: GroupOptions): GroupDefinition => {
  const ofAll = options.all !== undefined;
  const name = nameIn(options.stream?.streamIdentifier ?? options.streamIdentifier, ofAll, options.groupName);
  if (!ofAll && name.source === "$all") throw groupFailed(name, "$all is subscribed to in a form of its own.");
  if (name.source === "") throw groupFailed(name, "The stream name is missing.");
  if (name.group === "") throw groupFailed(name, "The group name is missing.");
  const startFrom = startIn(options);
  const { filter } = options.all ?? {};
  if (filter) matchingFilter(filter);
  return {
    ...name,
    settings: settingsIn(name, options.settings ?? {}),
    startFrom,
    startAfter: placeBefore(log, name, startFrom, ofAll),
    filter,
  };
};
