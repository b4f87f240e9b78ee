import type { EventStore } from "@lianxiao/kernel";
import { covers, isWithin, type RegionTree } from "@lianxiao/regions";
import { isIn, regionOfSchool, type Seen, schoolOfAccount, seen, type Targets } from "./object.ts";
import type { Principal, Role } from "./principal.ts";

/**
 * The relation of a caller to a target. A bureau is OVER the region responsible for the target. A school account is the
 * school itself (SELF), LEADS the group, BELONGS to it, is WITHIN the region, or is NEAR, in the same county. With NONE
 * the caller may not know whether the target exists.
 */
export type Relation = "OVER" | "SELF" | "LEADS" | "BELONGS" | "WITHIN" | "NEAR" | "NONE";

/** The relations to a target that are sufficient for each role. A role that is not listed is refused. */
export type Needed = Partial<Readonly<Record<Role, readonly Relation[]>>>;

/**
 * The relations needed to the targets of each name; every target of the name must satisfy them, and there may be none.
 * A command is allowed if one of its action's alternatives is satisfied.
 */
export type Alternative = Readonly<Record<string, Needed>>;
export type Permission = readonly Alternative[];

export type Verdict = "ALLOWED" | "REFUSED" | "HIDDEN";

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
 * Authorises the caller. HIDDEN means that the caller may not know whether some target exists; the response must then
 * be the same as for a target that does not exist. Regions are public and never hidden.
 */
export const judge = async (
  ports: Ports,
  principal: Principal,
  { permission, targets }: { readonly permission: Permission; readonly targets: Targets },
): Promise<Verdict> => {
  const entries = await Promise.all(
    Object.entries(targets)
      .flatMap(([name, named]) => [named].flat().map((target) => ({ name, target })))
      .map(async ({ name, target }) => {
        const found = await seen(ports, target);
        return { name, target, relation: found && (await relationOf(ports, principal, found)) };
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
  if (permission.some(holds)) return "ALLOWED";
  const unknown = entries.some(
    ({ target, relation }) => target.kind !== "region" && (relation === undefined || relation === "NONE"),
  );
  return unknown ? "HIDDEN" : "REFUSED";
};
