import { sql } from "kysely";
import { atLeast, each, facts, join, merged, only, pick, type Relation, shared, union, where } from "./relation.ts";
import { teachingPoint } from "./schools.ts";

/** Which groups cover their schools (集团化办学), and which of their schools. */
export type Covering = {
  /** The forms of group that count (办学形式). */
  readonly kinds: readonly string[];
  /** Only tight stays (紧密型) count. */
  readonly tight: boolean;
  /** A 教学点 is a school of a group like others. */
  readonly teachingPoints: boolean;
  /** What a group must have two of. */
  readonly twoOf: "SCHOOLS" | "CAMPUSES";
};

const memberships = facts("every_membership", ["group_id", "school_id", "tightness", "campuses"]);
const campuses = pick(facts("every_campus", ["school_id", "key"]), { school_id: "school_id", part: "key" });
const groupColumns = ["group_id", "lead_school_id", "status", "kind", "tightness"] as const;

/**
 * The schools, and of schools that joined with some campuses these campuses, that a group in force covers. A group of
 * one school is not a group, however many campuses it has; by campuses it needs two of these. The lead of an active
 * group counts even without a membership; a lead that is lost only while it is a member.
 */
export const byGroups = (
  schools: Relation<"school_id">,
  { kinds, tight, teachingPoints, twoOf }: Covering,
): Relation<"school_id" | "part"> => {
  const inForce = where(
    facts("every_group", groupColumns),
    (group) => sql`${group("status")} in ('ACTIVE', 'WAITING_FOR_LEAD') and ${group("kind")} = any (${kinds}::text[])`,
  );
  // The groups that these schools are in, with all their schools, wherever those are.
  const touched = merged(
    union(
      only(join(schools, memberships), ["group_id"]),
      only(
        join(schools, pick(facts("every_group", groupColumns), { group_id: "group_id", school_id: "lead_school_id" })),
        ["group_id"],
      ),
    ),
  );
  const groups = shared(join(touched, inForce));
  const led = where(groups, (group) => sql`${group("status")} = 'ACTIVE'`);
  const stays = shared(
    union(
      join(only(groups, ["group_id"]), memberships),
      pick(led, {
        group_id: "group_id",
        school_id: "lead_school_id",
        tightness: "tightness",
        campuses: () => sql`null::text[]`,
      }),
    ),
  );
  const wholes = where(stays, (stay) => sql`${stay("campuses")} is null`);
  const parts = where(stays, (stay) => sql`${stay("campuses")} is not null`);
  const open = only(
    where(facts("every_school", ["school_id", "type"]), (school) =>
      teachingPoints ? sql`true` : sql`${school("type")} <> ${teachingPoint}`,
    ),
    ["school_id"],
  );
  const onCampuses = (some: typeof stays) =>
    where(
      join(some, campuses),
      (stay) => sql`${stay("campuses")} is null or ${stay("part")} = any (${stay("campuses")})`,
    );
  // A school that is in the group with some campuses is not in it once these are closed.
  const present = union(only(wholes, ["group_id", "school_id"]), only(onCampuses(parts), ["group_id", "school_id"]));
  const proper =
    twoOf === "SCHOOLS"
      ? atLeast(2, join(present, open), { by: ["group_id"], of: ["school_id"] })
      : atLeast(2, join(onCampuses(stays), open), { by: ["group_id"], of: ["school_id", "part"] });
  const counts = (some: typeof stays) =>
    join(
      where(some, (stay) => (tight ? sql`${stay("tightness")} = 'TIGHT'` : sql`true`)),
      shared(proper),
    );
  return union(
    pick(counts(wholes), { school_id: "school_id", part: () => sql`null::text` }),
    only(each(counts(parts), "campuses", "part"), ["school_id", "part"]),
  );
};
