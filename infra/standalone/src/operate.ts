import type { EventStore } from "@lianxiao/kernel";
import { askReactions, type OperatorRequest, type Service, waitingForOperator } from "@lianxiao/service";
import { ArgumentsInvalid } from "./arguments.ts";

/** What the words after `npm run reactions --` ask for; undefined: to list what waits for an operator. */
export const requestOf = ([word = "list", about, ...rest]: readonly string[]): OperatorRequest | undefined => {
  const note = rest.join(" ");
  if (word === "list" && about === undefined) return undefined;
  if (word === "resume" && about && !note) return { type: "ResumptionAsked", data: { stream: about } };
  if (word === "retry" && about && !note) return { type: "RetryAsked", data: { eventId: about } };
  if (word === "settle" && about && note) return { type: "RefusalSettled", data: { eventId: about, note } };
  throw new ArgumentsInvalid(
    "用法 / Usage: npm run reactions -- list | resume <stream> | retry <event> | settle <event> <note>",
  );
};

/** Lists what waits for an operator, or leaves a request for the processes that run the reactions. */
export const operate = async (
  words: readonly string[],
  {
    store,
    services,
    say,
  }: { readonly store: EventStore; readonly services: readonly Service[]; readonly say: (line: string) => void },
): Promise<void> => {
  const request = requestOf(words);
  if (request !== undefined) {
    await askReactions(store, request);
    say(
      "已记录，由运行中的（或下次启动的）服务执行；结果见 list 与 /readyz。 Noted; the services do it, now or at their next start: see list and /readyz.",
    );
    return;
  }
  const waiting = await waitingForOperator(store, services);
  for (const { reaction, parked, refused } of waiting) {
    for (const { stream, revision, reason } of parked) say(`${reaction} parked ${stream} at ${revision}: ${reason}`);
    for (const { eventId, target, code } of refused) say(`${reaction} refused ${eventId} for ${target}: ${code}`);
  }
  if (waiting.every(({ parked, refused }) => parked.length + refused.length === 0))
    say("没有待处理的事项 Nothing waits for an operator.");
};
