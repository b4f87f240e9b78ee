import { plan } from "./plan.ts";
import { sender } from "./send.ts";
import type { Step } from "./step.ts";

export type LoadDemo = {
  readonly baseUrl: string;
  /** Called, with nothing in flight, with the instant at which the following steps are to be recorded. */
  readonly recordAt?: (instant: Date) => void;
  readonly onProgress: (done: number, total: number, labelZh: string) => void;
};

const atOnce = 16;

/** At most `atOnce` steps in flight. After a failure no further step is sent, and those in flight are awaited. */
const sendWave = async (wave: readonly Step[], send: (step: Step) => Promise<void>): Promise<void> => {
  // A generator, because a loop that throws closes it for the other loops as well.
  const waiting = (function* () {
    yield* wave;
  })();
  const work = async () => {
    for (const step of waiting) await send(step);
  };
  const outcomes = await Promise.allSettled(Array.from({ length: atOnce }, work));
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
};

/** Sends the demo's history as HTTP commands, in order. Loading it again, or after a break, repeats no step's effect. */
export const loadDemo = async ({ baseUrl, recordAt, onProgress }: LoadDemo): Promise<void> => {
  const total = plan.reduce((sum, { waves }) => sum + waves.reduce((steps, wave) => steps + wave.length, 0), 0);
  const send = sender(baseUrl);
  let done = 0;
  let instant: number | undefined;
  for (const { recordedAt, labelZh, waves } of plan) {
    if (recordedAt.getTime() !== instant) recordAt?.(recordedAt);
    instant = recordedAt.getTime();
    for (const wave of waves)
      await sendWave(wave, async (step) => {
        await send(step);
        done += 1;
        onProgress(done, total, labelZh);
      });
  }
};
