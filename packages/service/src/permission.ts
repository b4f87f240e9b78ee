import type { EventStore } from "@lianxiao/kernel";
import { covers, isWithin, type RegionTree } from "@lianxiao/regions";
import { isIn, regionOfSchool, type Seen, schoolOfAccount, seen, type Targets } from "./object.ts";
import type { Principal, Role } from "./principal.ts";

/**
 * How a caller stands to a target: a bureau OVER the region that is responsible for it; a school account that is the
 * school itself (SELF), LEADS the group, BELONGS to it or lies WITHIN the region; NEAR is a school of the same county;
 * NONE knows nothing of it.
 */
export type Relation = "OVER" | "SELF" | "LEADS" | "BELONGS" | "WITHIN" | "NEAR" | "NONE";

/** Which relation a role needs to a target. A role that is not named may not. */
export type Needed = Partial<Readonly<Record<Role, readonly Relation[]>>>;

/**
 * What must hold of every target of a name, of which there may be none. A command is allowed when one of its action's
 * alternatives holds.
 */
export type Alternative = Readonly<Record<string, Needed>>;
export type Permission = readonly Alternative[];

export type Verdict = "ALLOWED" | "REFUSED" | "HIDDEN";

/** The verdict with the regions that are responsible for the targets. */
export type Judged = { readonly verdict: Verdict; readonly regions: readonly string[] };

type Ports = { readonly store: Pick<EventStore, "read">; readonly tree: RegionTree; readonly today: string };

const relationOf = async (ports: Ports, principal: Principal, target: Seen): Promise<Relation> => {
  if ("region" in principal) return covers(ports.tree, principal.region, target.region, ports.today) ? "OVER" : "NONE";
  const school = await schoolOfAccount(ports, principal.schoolCode);
  if (school === undefined) return "NONE";
  if (target.kind === "school" && target.id === school) return "SELF";
  if (target.leadSchoolId === school) return "LEADS";
  if (target.kind === "group" && (await isIn(ports, school, target.id))) return "BELONGS";
  const own = await regionOfSchool(ports, school);
  if (own === undefined) return "NONE";
  if (target.kind === "region") return isWithin(ports.tree, own, target.id, ports.today) ? "WITHIN" : "NONE";
  return isWithin(ports.tree, target.region, own, ports.today) ? "NEAR" : "NONE";
};

/**
 * Whether the caller may. HIDDEN, when some target is nothing that the caller may know of: the answer is then the same
 * as for a target that does not exist. Regions are public: they are never hidden.
 */
export const judge = async (
  ports: Ports,
  principal: Principal,
  { permission, targets }: { readonly permission: Permission; readonly targets: Targets },
): Promise<Judged> => {
  const entries = await Promise.all(
    Object.entries(targets)
      .flatMap(([name, named]) => [named].flat().map((target) => ({ name, target })))
      .map(async ({ name, target }) => {
        const found = await seen(ports, target);
        return { name, target, found, relation: found && (await relationOf(ports, principal, found)) };
      }),
  );
  const holds = (alternative: Alternative): boolean =>
    Object.entries(alternative).every(([named, needed]) => {
      const enough = needed[principal.role];
      if (enough === undefined || !(named in targets)) return false;
      return entries.every(
        ({ name, relation }) => name !== named || (relation !== undefined && enough.includes(relation)),
      );
    });
  const regions = entries.flatMap(({ found }) => (found ? [found.region] : []));
  if (permission.some(holds)) return { verdict: "ALLOWED", regions };
  const unknown = entries.some(
    ({ target, relation }) => target.kind !== "region" && (relation === undefined || relation === "NONE"),
  );
  return { verdict: unknown ? "HIDDEN" : "REFUSED", regions };
};
