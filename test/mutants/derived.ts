import { readFileSync } from "node:fs";
import { join } from "node:path";
import { refusalsOf } from "@lianxiao/service";
import { services } from "@lianxiao/standalone";
import type { Mutant } from "./mutant.ts";

const permissionsFile = "packages/service/src/permissions.ts";

type Change = readonly [what: string, pattern: RegExp, to: string];

const anything = '["SELF", "LEADS", "BELONGS", "WITHIN", "NEAR", "NONE"]';

/** Changes of all matches in a row at once: if only one of two targets allowed more, the other would still refuse. */
const inAll: readonly Change[] = [
  ["any school account may", /: bureaus\b/g, `: { ...bureaus, lead: ${anything}, member: ${anything} }`],
  ["a county may", /: above\b/g, ": bureaus"],
  ["an auditor may", /: bureaus\b/g, ': { ...bureaus, auditor: ["OVER"] }'],
];

/** Changes of one match at a time: a narrower permission, or one target that is not checked. */
const inOne: readonly Change[] = [
  ["the school itself may not", /, \.\.\.itself/g, ""],
  ["the lead may not", /, \.\.\.lead\b/g, ""],
  ["a bureau may not", /\.\.\.bureaus, /g, ""],
  ["one object is not asked for", /, \w+: (?:bureaus|above)(?= \})/g, ""],
  ["another object is not asked for", /(?<=\{ )\w+: (?:bureaus|above), (?=\w+:)/g, ""],
  ["an alternative is missing", /(?<=\[)\{ \w+: (?:\{[^}]*\}|bureaus) \}, /g, ""],
  ["another alternative is missing", /, \{ \w+: (?:\{[^}]*\}|bureaus) \}(?=\])/g, ""],
  ["a lead drafts for another school", /lead: \{ lead: \["SELF"\] \}/g, 'lead: { lead: ["SELF", "NEAR"] }'],
  ["a lead drafts elsewhere", /region: \{ lead: \["WITHIN"\] \}/g, 'region: { lead: ["WITHIN", "NONE"] }'],
];

/** An equivalent mutant: no county covers two counties, so it cannot merge one into another whatever the row says. */
const cannotDiffer = (what: string, action: string): boolean => what === "a county may" && action === "merge-region";

const changed = (row: string): readonly (readonly [what: string, row: string])[] => [
  ...inAll.flatMap(([what, pattern, to]) =>
    row.search(pattern) < 0 ? [] : [[what, row.replaceAll(pattern, to)] as const],
  ),
  ...inOne.flatMap(([what, pattern, to]) =>
    [...row.matchAll(pattern)].map(
      ({ index, 0: found }) => [what, `${row.slice(0, index)}${to}${row.slice(index + found.length)}`] as const,
    ),
  ),
];

/** The tests of the routes of one action. */
const testsOf = (wanted: string): readonly string[] => {
  const names = services.flatMap(({ tables }) =>
    tables.flatMap(({ category, routes }) =>
      Object.entries(routes).flatMap(([name, { action }]) => (action === wanted ? [`${category}/${name} `] : [])),
    ),
  );
  return ["test/http/permissions.test.ts", "-t", names.join("|")];
};

const ofPermissions = (root: string): readonly Mutant[] => {
  const text = readFileSync(join(root, permissionsFile), "utf8");
  const rows = text.slice(text.indexOf("export const permissions")).split("\n");
  let action = "";
  return rows.flatMap((row) => {
    action = /^ {2}"([a-z-]+)":/.exec(row)?.[1] ?? action;
    const tests = testsOf(action);
    return changed(row)
      .filter(([what]) => !cannotDiffer(what, action))
      .map(([what, to]) => ({
        name: `${what}: ${row.trim()}`,
        file: permissionsFile,
        from: `${row}\n`,
        to: `${to}\n`,
        tests,
      }));
  });
};

/** Rules that no command can violate, because ids come from commands; they protect streams against other writers. */
const guards = ["SCHOOL_EXISTS", "GROUP_EXISTS"];
/** Codes with which routes and the execution of commands refuse, not rules. */
const notOfRules = [
  "SAID_ALREADY",
  "RECORD_UNKNOWN",
  "RECORD_OF_ANOTHER",
  "RECORD_MOVED",
  "SET_MEMBERS_REPEATED",
  "SET_MEMBERS_NESTED",
];

const rule = "const detail = rule(given, fact, known);";

const ofRules = (): readonly Mutant[] =>
  Object.keys(refusalsOf(services))
    .filter((code) => !guards.includes(code) && !notOfRules.includes(code))
    .map((code) => ({
      name: `${code} is not a rule`,
      file: "packages/service/src/rules.ts",
      from: rule,
      to: `const detail = code !== "${code}" && rule(given, fact, known);`,
      tests: ["services/"],
    }));

/** One mutant for each change of a permission row and one for each rule, derived from their declarations. */
export const derived = (root: string): readonly Mutant[] => [...ofPermissions(root), ...ofRules()];
