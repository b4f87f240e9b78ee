import type { Message } from "@lianxiao/kernel";
import type { Step } from "../../asks.ts";
import type { Command } from "../../commands.ts";
import type { Scene } from "../../scene.ts";

/** A command with preconditions under which it is accepted, and accounts that must not send it. */
export type Case = {
  readonly given: readonly Step[];
  readonly path: string;
  readonly body: object;
  /** The events that it records. */
  readonly gives: (asked: Command) => readonly Message[];
  /** The account that sends it; the county's bureau by default. */
  readonly by?: string;
  /**
   * An account that may see everything that the command concerns but not send it (403); the city's auditor by default.
   */
  readonly refused?: string;
  /**
   * An account that must not learn of its subject (404); the bureau of another county by default. Null if nothing is
   * secret.
   */
  readonly hidden?: string | null;
};

/** By `category/command`; the scene is new for each test. */
export type Cases = Readonly<Record<string, (scene: Scene) => Case>>;
