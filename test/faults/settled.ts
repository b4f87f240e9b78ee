import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";

const Readiness = z.object({ reactions: z.object({ behind: z.boolean() }) });

/** Waits until all reactions have caught up: what was interrupted by a kill has then been completed or undone. */
export const settled = async (url: string): Promise<number> => {
  const since = performance.now();
  for (;;) {
    const answer = await fetch(`${url}/readyz`);
    if (!Readiness.parse(await answer.json()).reactions.behind) return Math.round(performance.now() - since);
    await wait(200);
  }
};
