import type { Message } from "@lianxiao/kernel";
import type { Step } from "../../asks.ts";
import type { Command } from "../../commands.ts";
import type { Scene } from "../../scene.ts";

/** One command in a situation in which it is accepted, and who must not give it. */
export type Case = {
  readonly given: readonly Step[];
  readonly path: string;
  readonly body: object;
  /** What is recorded when it is accepted. */
  readonly gives: (asked: Command) => readonly Message[];
  /** Who gives it; the county's bureau unless said otherwise. */
  readonly by?: string;
  /** Who knows of all that it is about and may not give it (403); the city's auditor unless said otherwise. */
  readonly refused?: string;
  /** Who may not know of it (404); the bureau of another county unless said otherwise. Null where nothing is secret. */
  readonly hidden?: string | null;
};

/** By `category/command`. The scene is fresh each time. */
export type Cases = Readonly<Record<string, (scene: Scene) => Case>>;
