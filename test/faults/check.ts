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
  const categories = ["region", "school", "group", "membership", "key"];
  const events: Recorded[] = [];
  for (let page = await store.readAll(undefined, 1_000); page.length > 0; ) {
    events.push(...page.filter(({ stream }) => categories.includes(stream.slice(0, stream.indexOf("-")))));
    page = await store.readAll(page.at(-1)?.position, 1_000);
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
