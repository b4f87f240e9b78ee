import { type Command, command } from "../commands.ts";
import { cases, routes } from "../http/cases/index.ts";
import { province, type Scene, scene } from "../scene.ts";

/** Two commands that are sent concurrently, and the commands that record their preconditions. */
export type Race = { readonly before: readonly Command[]; readonly sent: readonly [Command, Command] };

const namedBy = ({ path, body }: Command): readonly string[] =>
  `${path} ${JSON.stringify(body)}`.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\bregion\b/g) ?? [];

const codeIn = (body: object): unknown => ("code" in body ? body.code : undefined);

/** The commands of a case's steps, in order. */
export const flat = (step: unknown): readonly Command[] =>
  // A step of a case is a command or a list of commands.
  Array.isArray(step) ? step.flatMap(flat) : [step as Command];

/** Both commands in one scene. If their bodies have a school code, both have the same one. */
const raceOf = (one: string, other: string): Race => {
  const both: Scene = scene();
  const found = [one, other].map((name) => {
    const found = cases[name]?.(both);
    if (found === undefined) throw new Error(`${name} has no case in test/http/cases.`);
    return found;
  });
  const [code] = found.flatMap(({ body }) => codeIn(body) ?? []);
  const [first, second] = found.map(({ path, body }) =>
    command(province, path, !path.startsWith("region/") && codeIn(body) ? { ...body, code } : body),
  );
  if (first === undefined || second === undefined) throw new Error("A race is between two.");
  const steps = found.flatMap(({ given }) => given.flatMap(flat));
  return { before: [...new Map(steps.map((step) => [step.key, step])).values()], sent: [first, second] };
};

const shares = ({ sent: [one, other] }: Race): boolean => {
  const named = new Set(namedBy(one));
  const code = codeIn(one.body);
  return namedBy(other).some((id) => named.has(id)) || (code !== undefined && code === codeIn(other.body));
};

/** All pairs of commands that have a subject, a region or a code in common, including each command with itself. */
export const pairs = routes.flatMap(({ name }, index) =>
  routes.slice(index).flatMap(({ name: other }) => {
    const race = () => raceOf(name, other);
    return shares(race()) ? [{ name: `${name} ⇄ ${other}`, race }] : [];
  }),
);
