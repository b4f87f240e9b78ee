import { connectEventStore, type Recorded, uuidV5 } from "@lianxiao/kernel";
import { type Acknowledged, send } from "./commands.ts";

const subject = "bureau-330108";

/** What is wrong with the log, measured against what was acknowledged: nothing, when all is well (I1–I3). */
export const checkLog = async (eventStoreUrl: string, acknowledged: readonly Acknowledged[]) => {
  const store = connectEventStore(eventStoreUrl);
  const events = await everything(store);
  await store.close();
  const byCommand = Map.groupBy(
    events.filter(({ type }) => type !== "KeyUsed"),
    ({ metadata }) => String(metadata["commandId"]),
  );
  const of = ({ key }: Acknowledged) => byCommand.get(uuidV5("command", subject, key)) ?? [];
  const lost = acknowledged.filter((command) => of(command).length === 0).length;
  const doubled = [...byCommand.values()].filter((caused) => caused.length > 1).length;
  const moved = acknowledged.filter((command) => {
    const { revision, position } = JSON.parse(command.reply) as { revision: string; position: string };
    return !of(command).some((event) => `${event.revision}` === revision && `${event.position}` === position);
  }).length;
  const gaps = [...Map.groupBy(events, ({ stream }) => stream).values()].filter((stream) =>
    stream.some(({ revision }, index) => revision !== BigInt(index)),
  ).length;
  const disorder = events.filter(
    ({ position }, index) => index > 0 && position <= (events[index - 1]?.position ?? -1n),
  ).length;
  return { events: events.length, lost, doubled, moved, gaps, disorder };
};

const everything = async (store: ReturnType<typeof connectEventStore>): Promise<readonly Recorded[]> => {
  const prefixes = ["region-", "school-", "group-", "membership-", "key-"];
  const last = await store.last(prefixes);
  const events: Recorded[] = [];
  if (last === undefined) return events;
  const stop = new AbortController();
  for await (const batch of store.subscribe({ after: undefined, prefixes, signal: stop.signal })) {
    events.push(...batch.filter(({ position }) => position <= last.position));
    if ((batch.at(-1)?.position ?? -1n) >= last.position) stop.abort();
  }
  return events;
};

/** Sends acknowledged commands again with their keys; counts the replies that are not the same to the letter. */
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
