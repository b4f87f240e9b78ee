import type { EventStore } from "@lianxiao/kernel";
import { covers, isWithin, type RegionTree } from "@lianxiao/regions";
import { isIn, regionOfSchool, type Seen, schoolOfAccount, seen, type Targets } from "./object.ts";
import type { Principal, Role } from "./principal.ts";

/**
 * The caller's relation to a target. OVER: a bureau over the region that is responsible for it. For school accounts:
 * SELF, the school itself; LEADS or BELONGS to the group; WITHIN the region; NEAR, a school of the same county. NONE:
 * the caller may not know of it.
 */
export type Relation = "OVER" | "SELF" | "LEADS" | "BELONGS" | "WITHIN" | "NEAR" | "NONE";

/** The relations that suffice for each role; a role that is not listed is refused. */
export type Needed = Partial<Readonly<Record<Role, readonly Relation[]>>>;

/**
 * Must hold for every target of each name (a name may have no targets). A command is allowed if one of its action's
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
 * Decides whether the caller may. HIDDEN if the caller may not know of one of the targets: the response is then the
 * same as for a target that does not exist. Regions are public: they are never hidden.
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
