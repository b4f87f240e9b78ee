import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";

const Readiness = z.object({ reactions: z.object({ behind: z.boolean() }) });

/** Waits until the system's reactions have met every event: what a kill left half done is completed or undone by then. */
export const settled = async (url: string): Promise<number> => {
  const since = performance.now();
  for (;;) {
    const answer = await fetch(`${url}/readyz`);
    if (!Readiness.parse(await answer.json()).reactions.behind) return Math.round(performance.now() - since);
    await wait(200);
  }
};
