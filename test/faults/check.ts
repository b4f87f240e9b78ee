import { connectEventStore, type Recorded, uuidV5 } from "@lianxiao/kernel";
import { keepersOf } from "@lianxiao/service";
import { services } from "@lianxiao/standalone";
import { violations } from "../races/invariants.ts";
import { worldOf } from "../races/world.ts";
import { type Acknowledged, send } from "./commands.ts";

const subject = "bureau-330108";

/** One for every category that has our events. */
const keepers = keepersOf(services);

/** A command can write to several streams, but only once to each. */
const oncePerStream = ({ metadata, stream }: Recorded): string => `${stream} ${metadata["commandId"]}`;

/** Compares the log with what was acknowledged; returns the violations of I1–I3. */
export const checkLog = async (eventStoreUrl: string, acknowledged: readonly Acknowledged[]) => {
  const store = connectEventStore(eventStoreUrl);
  const events = await everything(store);
  const streams = Map.groupBy(events, ({ stream }) => stream);
  await store.close();
  // The whole log has been read; the checks below use this snapshot.
  const read = async (stream: string) => streams.get(stream) ?? [];
  const half = await violations(await worldOf({ store: { ...store, read }, keepers }, [...streams.keys()]));
  for (const violation of half) console.log(`half-done: ${violation}`);
  const caused = events.filter(({ type }) => type !== "CommandAbandoned");
  const byCommand = Map.groupBy(caused, ({ metadata }) => String(metadata["commandId"]));
  const of = ({ key }: Acknowledged) => byCommand.get(uuidV5("command", subject, key)) ?? [];
  const lost = acknowledged.filter((command) => of(command).length === 0).length;
  const doubled = [...Map.groupBy(caused, oncePerStream).values()].filter((again) => again.length > 1).length;
  const moved = acknowledged.filter((command) => {
    const { stream, revision, position } = JSON.parse(command.reply) as Record<string, string>;
    return !of(command).some(
      (event) => event.stream === stream && `${event.revision}` === revision && `${event.position}` === position,
    );
  }).length;
  const gaps = [...streams.values()].filter((stream) =>
    stream.some(({ revision }, index) => revision !== BigInt(index)),
  ).length;
  const disorder = events.filter(
    ({ position }, index) => index > 0 && position <= (events[index - 1]?.position ?? -1n),
  ).length;
  return { events: events.length, lost, doubled, moved, gaps, disorder, half: half.length };
};

const everything = async (store: ReturnType<typeof connectEventStore>): Promise<readonly Recorded[]> => {
  const events: Recorded[] = [];
  for (let page = await store.readAll(undefined, 1_000); page.length > 0; ) {
    events.push(...page.filter(({ stream }) => keepers.has(stream.slice(0, stream.indexOf("-")))));
    page = await store.readAll(page.at(-1)?.position, 1_000);
  }
  return events;
};

/** Retries acknowledged commands with their keys; returns the number of responses that are not identical. */
export const replayed = async (url: string, token: string, acknowledged: readonly Acknowledged[]): Promise<number> => {
  let different = 0;
  const waiting = acknowledged.values();
  const work = async () => {
    for (const command of waiting) {
      const answer = await send(url, token, command);
      if (answer?.status !== command.status || answer.reply !== command.reply || !answer.replayed) different += 1;
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return different;
};
