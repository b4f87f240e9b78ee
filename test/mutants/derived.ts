import { readFileSync } from "node:fs";
import { join } from "node:path";
import { refusalsOf } from "@lianxiao/service";
import { services } from "@lianxiao/standalone";
import type { Mutant } from "./mutant.ts";

const permissionsFile = "packages/service/src/permissions.ts";

/** What may be changed in one line of the table, by a pattern: wider, narrower, or one object less to ask for. */
const changes: readonly (readonly [what: string, pattern: RegExp, to: string])[] = [
  ["a school account may", /: bureaus\b/g, ": { ...bureaus, ...itself, ...lead }"],
  ["a county may", /: above\b/g, ": bureaus"],
  ["the school itself may not", /, \.\.\.itself/g, ""],
  ["the lead may not", /, \.\.\.lead\b/g, ""],
  ["a bureau may not", /\.\.\.bureaus, /g, ""],
  ["one object is not asked for", /, \w+: (?:bureaus|above)(?= \})/g, ""],
  ["another object is not asked for", /(?<=\{ )\w+: (?:bureaus|above), (?=\w+:)/g, ""],
  ["an alternative is missing", /(?<=\[)\{ \w+: \{[^}]*\} \}, /g, ""],
  ["another alternative is missing", /, \{ \w+: (?:\{[^}]*\}|bureaus) \}(?=\])/g, ""],
  [
    "an account that leads one school drafts for another",
    /lead: \{ lead: \["SELF"\] \}/g,
    'lead: { lead: ["SELF", "NEAR"] }',
  ],
  [
    "a lead drafts in a region that is not its own",
    /region: \{ lead: \["WITHIN"\] \}/g,
    'region: { lead: ["WITHIN", "NONE"] }',
  ],
];

/** Rows of commands that are not there yet. */
const awaited = /"(rename-region|move-region|correct-region)"/;

const ofPermissions = (root: string): readonly Mutant[] => {
  const text = readFileSync(join(root, permissionsFile), "utf8");
  const rows = text.slice(text.indexOf("export const permissions")).split("\n");
  return rows.flatMap((row) =>
    awaited.test(row)
      ? []
      : changes.flatMap(([what, pattern, to]) =>
          [...row.matchAll(pattern)].map(({ index, 0: found }) => ({
            name: `${what}: ${row.trim()}`,
            file: permissionsFile,
            from: `${row}\n`,
            to: `${row.slice(0, index)}${to}${row.slice(index + found.length)}\n`,
            tests: "test/http/permissions.test.ts",
          })),
        ),
  );
};

/** Rules that no command can break as long as ids come from commands: they guard streams against other writers. */
const guards = ["SCHOOL_EXISTS", "GROUP_EXISTS"];
/** Refusals that no rule gives: routes and the runner do. */
const notOfRules = ["SAID_ALREADY", "RECORD_UNKNOWN", "RECORD_OF_ANOTHER", "RECORD_MOVED"];

const rule = "const detail = rule(state, fact, known);";

const ofRules = (): readonly Mutant[] =>
  Object.keys(refusalsOf(services))
    .filter(
      (code) =>
        !guards.includes(code) && !notOfRules.includes(code) && !code.includes("REGION") && code !== "LEVEL_MISMATCH",
    )
    .map((code) => ({
      name: `${code} is not a rule`,
      file: "packages/service/src/rules.ts",
      from: rule,
      to: `const detail = code !== "${code}" && rule(state, fact, known);`,
      tests: "services/",
    }));

/** One a permission row and change, one a rule: what is declared is mutated without anybody listing it. */
export const derived = (root: string): readonly Mutant[] => [...ofPermissions(root), ...ofRules()];
