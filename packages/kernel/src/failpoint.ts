/** A named place in the code at which fault tests inject a crash, a delay or an error. */
export type Failpoint = (name: string) => Promise<void>;

/** Does nothing; for everything but fault tests. */
export const inert: Failpoint = async () => {};

/**
 * Parses failure points: `name=crash`, `name=throw` or `name=delay:250` (milliseconds), separated by commas;
 * `name=crash@3` acts from the third hit on. Throws if a part is malformed.
 */
export const failpoints = (description: string, crash: () => never): Failpoint => {
  if (description === "") return inert;
  const plans = new Map(description.split(",").map(parsePlan));
  const hits = new Map<string, number>();
  return async (name) => {
    const plan = plans.get(name);
    const hit = (hits.get(name) ?? 0) + 1;
    hits.set(name, hit);
    if (plan === undefined || hit < plan.at) return;
    if (plan.action === "crash") crash();
    if (plan.action === "throw") throw new Error(`Failure point ${name} throws as configured.`);
    await new Promise((resolve) => setTimeout(resolve, plan.waitMs));
  };
};

type Plan = { readonly action: string; readonly waitMs: number; readonly at: number };

const parsePlan = (part: string): [string, Plan] => {
  const match = /^([a-z.-]+)=(crash|throw|delay:(\d+))(?:@(\d+))?$/.exec(part.trim());
  if (match === null) throw new Error(`Failure point "${part}" is not of the form name=crash|throw|delay:ms[@hit].`);
  const [, name = "", action = "", waitMs = "0", at = "1"] = match;
  return [name, { action: action.replace(/:.*/, ""), waitMs: Number(waitMs), at: Number(at) }];
};
