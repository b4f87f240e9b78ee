import { posix } from "node:path";
import { catalogues } from "@lianxiao/events";

export type Source = { readonly path: string; readonly text: string };

/** A rule about files: which files it applies to, and the violations in one of them as sentences. */
export type Rule = {
  readonly about: (path: string) => boolean;
  readonly broken: (source: Source) => readonly string[];
};

// Matches one string, template or comment at a time, so that their contents are not taken for code.
const token = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const expressions = (template: string): string =>
  [...template.matchAll(/\$\{([^}]*)\}/g)].map(([, code]) => code).join(";");
const codeOnly = (text: string): string =>
  text.replace(token, (one) => (one.startsWith("`") ? expressions(one) : one.startsWith("/") ? "" : '""'));

const imported = (text: string): readonly string[] =>
  [...text.matchAll(token)]
    .filter(({ index }) => /\b(?:from|import)\s*\(?\s*$/.test(text.slice(Math.max(0, index - 40), index)))
    .map(([one]) => one.slice(1, -1));

/** Tests, their fixtures, and the folders that contain nothing else. */
const isTest = (path: string): boolean =>
  path.endsWith(".test.ts") || /[/.]fixture\.ts$/.test(path) || /^packages\/event-node\/(contract|faults)\//.test(path);
const isCode = (path: string): boolean => /\.(ts|mjs|js)$/.test(path);
const isOurs = (path: string): boolean => isCode(path) && !isTest(path) && !path.startsWith("test/");
const workspaceOf = (path: string): string =>
  /^(?:(?:packages|services|infra)\/[^/]+|test)(?=\/)/.exec(path)?.[0] ?? "";

const packages: Readonly<Record<string, readonly string[]>> = {
  "packages/kernel": [],
  "packages/events": [],
  "packages/event-node": [],
  "packages/regions": ["events"],
  "packages/read-model": ["kernel", "events", "regions"],
  "packages/service": ["kernel", "events", "regions"],
};
const forServices = ["kernel", "events", "regions", "read-model", "service"];

/** The workspace packages that a package may import; undefined for infra and test, which compose everything. */
const allowed = (workspace: string): readonly string[] | undefined =>
  workspace.startsWith("services/") ? forServices : packages[workspace];

const ours = (name: string): string | undefined => /^@lianxiao\/([^/]+)/.exec(name)?.[1];

const unknownTo = (path: string, names: readonly string[]): readonly string[] => {
  const workspace = workspaceOf(path);
  // Tests talk to the embedded event node instead of a mock.
  const known = [...(allowed(workspace) ?? []), ...(isTest(path) ? ["event-node"] : []), posix.basename(workspace)];
  return names
    .map(ours)
    .filter((name) => name !== undefined && !known.includes(name))
    .map((name) => `must not depend on @lianxiao/${name}`);
};

const bounded = (path: string): boolean => allowed(workspaceOf(path)) !== undefined;

export const dependencyDirection: Rule = {
  about: (path) => isCode(path) && bounded(path),
  broken: ({ path, text }) => unknownTo(path, imported(text)),
};

export const declaredDependencies: Rule = {
  about: (path) => path.endsWith("/package.json") && bounded(path),
  // pnpm refuses a package.json that is not an object.
  broken: ({ path, text }) =>
    unknownTo(path, Object.keys((JSON.parse(text) as { dependencies?: object }).dependencies ?? {})),
};

export const frontDoorsOnly: Rule = {
  about: isCode,
  broken: ({ path, text }) =>
    imported(text).flatMap((name) => {
      if (/^@lianxiao\/[^/]+\//.test(name)) return [`imports the internals of ${name}`];
      if (!name.startsWith(".")) return [];
      const target = posix.join(posix.dirname(path), name);
      // Only test/, which spans packages, may import from another package by path.
      const inside = workspaceOf(target) === workspaceOf(path) || (isTest(path) && target.startsWith("test/"));
      // A benchmark compares a package with one of its parts.
      if (path.startsWith("test/bench/") && target.startsWith("packages/")) return [];
      return inside ? [] : [`imports ${target} from another package by path`];
    }),
};

export const oneEventStoreClient: Rule = {
  about: (path) =>
    isCode(path) &&
    path !== "packages/kernel/src/eventstore.ts" &&
    !path.startsWith("test/") &&
    !(path.startsWith("packages/event-node/") && (isTest(path) || path.endsWith("/fixture.ts"))),
  broken: ({ text }) =>
    imported(text)
      .filter((name) => /^@(eventstore|kurrent)\//.test(name))
      .map((name) => `imports ${name}`),
};

const found = (text: string, pattern: RegExp): readonly string[] =>
  [...codeOnly(text).matchAll(pattern)].map(([what]) => `uses ${what}`);

const clock = /\bDate\.now\b|\bnew Date\(\s*\)|\bnew Date\b(?!\s*\()|\bperformance\.now\b/g;
const randomness = /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/g;
const environment = /\bprocess\.env\b/g;

const isDecider = (path: string): boolean =>
  catalogues.some(({ category }) => /^services\/[^/]+\/src\/([^/]+)\.ts$/.exec(path)?.[1] === category);
const isLanguage = (path: string): boolean => path.startsWith("packages/events/src/");
const isTable = (path: string): boolean => path.startsWith("packages/read-model/src/tables/");

export const purity: Rule = {
  about: (path) => isOurs(path) && (isDecider(path) || isLanguage(path) || isTable(path)),
  broken: ({ text }) => [
    ...[clock, randomness, /\bprocess\b/g, /\basync\b/g].flatMap((pattern) => found(text, pattern)),
    ...imported(text)
      .filter((name) => name.startsWith("node:"))
      .map((name) => `imports ${name}`),
  ],
};

const isMain = (path: string): boolean => path.endsWith("/main.ts");
const isInfra = (path: string): boolean => path.startsWith("infra/");

export const oneEnvironment: Rule = {
  about: (path) => isOurs(path) && !isMain(path) && !isInfra(path) && path !== "packages/service/src/config.ts",
  broken: ({ text }) => found(text, environment),
};

// Code in the browser can report errors to developers only through the console.
const inBrowser = (path: string): boolean => path.includes("/public/");

export const noConsole: Rule = {
  about: (path) => isOurs(path) && !isMain(path) && !isInfra(path) && !inBrowser(path),
  broken: ({ text }) => found(text, /\bconsole\.\w+/g),
};

export const noRealClock: Rule = {
  about: (path) =>
    isOurs(path) && !isMain(path) && !isInfra(path) && !inBrowser(path) && path !== "packages/event-node/src/clock.ts",
  broken: ({ text }) => found(text, clock).concat(found(text, /\bMath\.random\b/g)),
};

export const noSkippedTests: Rule = {
  about: isTest,
  broken: ({ text }) => found(text, /\b(test|it|describe)\.(skip|only|todo|fails)\b/g),
};

const lines = (text: string): number => text.replace(/\n$/, "").split("\n").length;

export const shortFiles: Rule = {
  about: (path) => isCode(path) || path.endsWith(".sql"),
  broken: ({ text }) => (lines(text) > 250 ? [`has ${lines(text)} lines, more than 250`] : []),
};

export const shortReadmes: Rule = {
  about: (path) => path === "README.md" || path === `${workspaceOf(path)}/README.md`,
  broken: ({ path, text }) => {
    const most = path === "README.md" ? 150 : 20;
    return lines(text) > most ? [`has ${lines(text)} lines, more than ${most}`] : [];
  },
};

const top = [
  "LICENSE",
  "README.md",
  "infra",
  "package.json",
  "packages",
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  "services",
  "test",
  "tsconfig.base.json",
];

/** Unexpected and missing entries of the top level. Dot files and files ignored by git are left out. */
export const topLevel = (entries: readonly string[]): readonly string[] => {
  const visible = entries.filter((name) => !name.startsWith(".") && name !== "node_modules");
  const extra = visible.filter((name) => !top.includes(name)).map((name) => `${name} does not belong at the top level`);
  return [...extra, ...top.filter((name) => !visible.includes(name)).map((name) => `${name} is missing`)];
};

export const offences = (rule: Rule, sources: readonly Source[]): readonly string[] =>
  sources
    .filter(({ path }) => rule.about(path))
    .flatMap((source) => rule.broken(source).map((what) => `${source.path} ${what}`));
