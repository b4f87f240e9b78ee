import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { Step } from "./step.ts";

const Token = z.object({ access_token: z.string() });
const Answer = z.object({ id: z.string() });
const Problem = z.object({ code: z.string(), detail: z.unknown().default(null) });

/** A step that failed; the message names the step and the reason. */
export class StepRefused extends Error {
  override readonly name = "StepRefused";
  readonly step: string;
  readonly status: number;
  readonly code: string | undefined;

  constructor({ id, path }: Pick<Step, "id" | "path">, status: number, text: string) {
    const problem = Problem.safeParse(parsed(text));
    const reason = problem.success ? `${problem.data.code} ${JSON.stringify(problem.data.detail)}` : text.slice(0, 300);
    super(`The demo's step ${id} (POST ${path}) was refused with ${status}: ${reason}`);
    this.step = id;
    this.status = status;
    this.code = problem.data?.code;
  }
}

/** After a 503 the outcome is unknown, so the same key is retried with increasing delays. */
const pausesMs = [100, 300, 1_000, 3_000, 10_000];

/** Sends steps under their accounts. References to earlier steps are replaced by the ids in their replies. */
export const sender = (baseUrl: string): ((step: Step) => Promise<void>) => {
  const tokens = new Map<string, Promise<string>>();
  const ids = new Map<string, string>();

  const ask = async (account: string): Promise<string> => {
    const answer = await post(`${baseUrl}/dev/token`, {}, { account });
    if (!answer.ok)
      throw new StepRefused({ id: `token/${account}`, path: "/dev/token" }, answer.status, await answer.text());
    return Token.parse(await answer.json()).access_token;
  };
  const tokenOf = (account: string): Promise<string> => {
    const token = tokens.get(account) ?? ask(account);
    tokens.set(account, token);
    return token;
  };
  const named = (reference: string): string => ids.get(reference) ?? reference;

  const attempt = async ({ id, account, path, body }: Step): Promise<Response> => {
    const headers = { authorization: `Bearer ${await tokenOf(account)}`, "idempotency-key": `demo-2:${id}` };
    const filled = Object.entries(body).map(([field, value]) => [
      field,
      typeof value === "string" ? named(value) : value,
    ]);
    return post(`${baseUrl}${path.split("/").map(named).join("/")}`, headers, Object.fromEntries(filled));
  };

  return async (step) => {
    let answer = await attempt(step);
    if (answer.status === 401) {
      tokens.delete(step.account);
      answer = await attempt(step);
    }
    for (const pauseMs of pausesMs) {
      if (answer.status !== 503) break;
      await answer.body?.cancel();
      await wait(pauseMs);
      answer = await attempt(step);
    }
    if (!answer.ok) throw new StepRefused(step, answer.status, await answer.text());
    const { id } = Answer.parse(await answer.json());
    if (step.as !== undefined) ids.set(step.as, id);
  };
};

const post = (url: string, headers: Readonly<Record<string, string>>, body: unknown): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
