import type { Mutant } from "./mutant.ts";

const service = (name: string) => `packages/service/src/${name}.ts`;
const membership = "services/group/src/membership.ts";
const groupCommands = "services/group/src/group-commands.ts";
const schoolCommands = "services/registry/src/school-commands.ts";

const mutant = (name: string, file: string, [from, to]: readonly [string, string]): Mutant => ({
  name,
  file,
  from,
  to,
});

export const byHand: readonly Mutant[] = [
  mutant("a dissolved tight group still binds its lead", membership, [
    '?.on(on)?.status !== "DISSOLVED";',
    '?.on(on)?.status !== "NEVER";',
  ]),
  mutant("closed campuses still count", "packages/events/src/school-meaning.ts", [
    "return changed(state, { campuses });",
    "return state;",
  ]),
  mutant("after a hand-over the old county keeps command", service("object"), [
    "school.on(opening > today ? opening : today)",
    "school.on(opening)",
  ]),
  mutant("a region that does not exist is taken", service("regions-in-force"), [
    "if (id === undefined) throw refused(pointer, problemOf[statusOf(tree, code, day)]);",
    "if (id === undefined) return code;",
  ]),
  mutant("an outsider gets 403 instead of 404", service("permission"), [
    'verdict: unknown ? "HIDDEN" : "REFUSED"',
    'verdict: "REFUSED"',
  ]),
  mutant("a caller who may see but not act gets 404", service("permission"), [
    'verdict: unknown ? "HIDDEN" : "REFUSED"',
    'verdict: "HIDDEN"',
  ]),
  mutant("a dead code commands", service("object"), ["state?.open && state.code === code", "state?.open"]),
  mutant("a closed school commands", service("object"), ["state?.open && state.code === code", "state?.code === code"]),
  mutant("an auditor commands as a county does", service("permission"), [
    "const enough = needed[principal.role];",
    'const enough = needed[principal.role === "auditor" ? "county" : principal.role];',
  ]),
  mutant("keys are shared by all accounts", service("command-router"), [
    'uuidV5("command", principal.subject, key)',
    'uuidV5("command", key)',
  ]),
  mutant("another body under the same key is a retry", service("command-router"), ["canonicalJson(body)}`", '""}`']),
  mutant("another order of fields is another request", service("command-router"), [
    "canonicalJson(body)}`",
    "JSON.stringify(bodyOf(request))}`",
  ]),
  mutant("warnings are not kept for a retry", service("execute"), ["{ metadata: { warnings } }", "{ metadata: {} }"]),
  mutant("who proposes may accept", service("execute"), [
    "if (route.proposer?.(asking) === principal.subject)",
    "if (route.proposer?.(asking) === principal.role)",
  ]),
  mutant("everyone with permission may reach back without limit", service("recordable"), [
    "if (!days.some((day) => day < from)) return undefined;",
    "return undefined;",
  ]),
  mutant("a school account may reach back", service("recordable"), [
    "if (bySchool) return from;",
    "if (bySchool) return undefined;",
  ]),
  mutant("the responsible bureau may reach back itself", service("recordable"), ["above(region) && covers", "covers"]),
  mutant("the last school year is closed to late records", service("recordable"), [
    "year - schoolYears",
    "year - schoolYears + 1",
  ]),
  mutant("a correction's old day is not bounded", service("recordable"), ["[was, becomes]", "[becomes]"]),
  mutant("a correction's new day is not bounded", service("recordable"), ["[was, becomes]", "[was]"]),
  mutant("nothing is written in other streams", service("execute"), [
    "if (wanted.length > 0)",
    "if (wanted.length > 9)",
  ]),
  mutant("what a refused command wrote elsewhere stays", service("execute"), [
    "undo.length > 0 &&",
    "undo.length > 9 &&",
  ]),
  mutant("only the last attempt's steps are undone", service("execute"), [
    "for (const one of undo.toReversed())",
    "for (const one of undo.slice(-1))",
  ]),
  mutant("a mirror stays when its source is withdrawn", service("mirrors"), [
    ", ...gone.map((mirror) => of(source, mirror, null))]",
    "]",
  ]),
  mutant("mirrors are kept without the rules", service("keeper"), [
    "propose({ ...category, now: {} }, entries, [entry], known);",
    "void known;",
  ]),
  mutant("what another record brought about is corrected", service("corrections"), [
    "if (source !== undefined)",
    'if (source === "")',
  ]),
  mutant("a correction moves a record", service("corrections"), [
    "if (category.idOf(becomes) !== category.idOf(event))",
    "if (category.idOf(becomes) === undefined)",
  ]),
  mutant("the same thing is said twice for a day", service("rules"), ["if (first !== undefined)", 'if (first === "")']),
  mutant("a later fact does not stand in the way", service("rules"), ["?? fresh[0];", ";"]),
  mutant("an old offence blocks a correction", service("rules"), [
    "(offence) => !old.has(keyOf(offence))",
    "(offence) => !old.has(keyOf(offence)) || true",
  ]),
  mutant("a return is recorded for a year to come", schoolCommands, ["-09-01` > today)", "-09-01` > `9999`)"]),
  mutant("codes are not doubted", "services/registry/src/code-doubts.ts", [".map((doubt)", ".slice(2).map((doubt)"]),
  mutant("a group whose lead leaves does not wait for another", "services/group/src/membership-commands.ts", [
    "schoolId: id, ...(asLead && { asLead })",
    "schoolId: id, ...(asLead && {})",
  ]),
  mutant("a new lead that was a member joins again", groupCommands, [
    "const joins = !isMember(",
    "const joins = true || !isMember(",
  ]),
  mutant("the former lead keeps its role", groupCommands, [
    "formerLeadSchoolId: stays ? formerId : null",
    "formerLeadSchoolId: null",
  ]),
  mutant("an invitation is accepted by the side that made it", "services/group/src/membership-commands.ts", [
    " || recorded.event.data.by !== by",
    "",
  ]),
];
