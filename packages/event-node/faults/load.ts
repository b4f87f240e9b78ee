import { setTimeout as wait } from "node:timers/promises";
import { type Chores, chores } from "./chores.ts";
import { follower, worker } from "./followers.ts";
import type { NodeProcess } from "./node-process.ts";
import { type StreamWriter, streamWriter } from "./writer.ts";

const writerCount = 16;

/** All clients of the log and what was acknowledged to them; they continue on every node that is started on the log. */
export const load = () => {
  const writers: readonly StreamWriter[] = Array.from({ length: writerCount }, (_, n) => streamWriter(n));
  const others: Chores = chores();
  const following = follower();
  const working = worker("writer-0");
  let appends = 0;

  return {
    writers,
    chores: others,
    following,
    working,
    appends: () => appends,
    /** Uses a node until it stops; calls back after `more` further appends were acknowledged. */
    use: async (node: NodeProcess, more: number, enough: () => void): Promise<void> => {
      const target = appends + more;
      const acknowledged = () => {
        appends += 1;
        if (appends === target) enough();
      };
      following.follow(node);
      const ended = [
        ...writers.map(({ write }) => write(node, acknowledged)),
        others.run(node),
        Promise.race([working.work(node).catch(() => {}), node.exited]),
      ];
      await Promise.all([node.exited, ...ended]);
      await node.client.dispose();
    },
    /** Waits until subscribers have received everything in a log without new writes. */
    settle: async (node: NodeProcess, isDone: () => Promise<boolean>): Promise<void> => {
      following.follow(node);
      await working.work(node);
      for (let patience = 1_000; patience > 0 && !(await isDone()); patience -= 1) await wait(50);
    },
  };
};

export type Load = ReturnType<typeof load>;
