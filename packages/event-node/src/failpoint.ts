/**
 * A named place in the write path where a fault can be injected. Failure points are awaited, except inside a
 * transaction, which must not be left open: there (`log.before-commit`, `*.half-written`) they can only throw or end
 * the process.
 */
export type Failpoint = (name: FailpointName) => Promise<void> | void;

export const failpointNames = [
  "log.before-write",
  "log.before-commit",
  "log.after-commit",
  "append.half-written",
  "append.before-reply",
  "metadata.half-written",
  "delete.before-reply",
  "scavenge.half-dropped",
  "scavenge.before-shrink",
  "checkpoint.before-write",
  "checkpoint.after-write",
  "park.before-write",
  "park.after-write",
  "backup.before-rename",
  "import.half-written",
] as const;
export type FailpointName = (typeof failpointNames)[number];

export const inert: Failpoint = () => {};

interface Plan {
  readonly action: string;
  readonly waitMs: number;
  readonly hit: number;
}

const planIn = (part: string): [FailpointName, Plan] => {
  const [, given, action = "", waitMs = "0", hit = "1"] =
    /^([a-z.-]+)=(crash|throw|delay:(\d+))(?:@(\d+))?$/.exec(part.trim()) ?? [];
  const name = failpointNames.find((known) => known === given);
  if (!name)
    throw new Error(
      `Failure point "${part}" is not of the form name=crash|throw|delay:ms[@hit] with a name among ${failpointNames.join(", ")}.`,
    );
  return [name, { action, waitMs: Number(waitMs), hit: Number(hit) }];
};

/** Parses a comma-separated list of failure points; each acts from its given hit on. */
export const failpointsIn = (description: string, crash: () => void): Failpoint => {
  if (description === "") return inert;
  const plans = new Map(description.split(",").map(planIn));
  const hits = new Map<FailpointName, number>();
  return (name) => {
    const plan = plans.get(name);
    const hit = (hits.get(name) ?? 0) + 1;
    hits.set(name, hit);
    if (!plan || hit < plan.hit) return;
    if (plan.action === "crash") return crash();
    if (plan.action === "throw") throw new Error(`failure point ${name} throws as configured`);
    return new Promise((resolve) => setTimeout(resolve, plan.waitMs));
  };
};
