import { z } from "zod";
import type { Chapter, Step } from "./step.ts";

const Counts = z.object({ PRIMARY: z.int(), JUNIOR: z.int() });
const Body = z.looseObject({
  on: z.string().nullish(),
  code: z.string().default(""),
  into: z.string().default(""),
  name: z.string().default(""),
  type: z.string().default(""),
  kind: z.string().default(""),
  ownership: z.string().default(""),
  administeredBy: z.string().default(""),
  leadSchoolId: z.string().default(""),
  region: z.string().default(""),
  tightness: z.string().default(""),
  groupId: z.string().default(""),
  campuses: z.array(z.union([z.string(), z.object({ key: z.string() })])).optional(),
  campus: z.object({ key: z.string() }).optional(),
  schoolYear: z.int().default(0),
  pupils: Counts.optional(),
  teachers: Counts.optional(),
});
type Body = z.infer<typeof Body>;

/** What was said of one thing on one day. */
type Said = Body & { readonly command: string; readonly id: string; readonly day: string };

const keyOf = (campus: string | { readonly key: string }): string => (typeof campus === "string" ? campus : campus.key);

const said = ({ path, body, as }: Step): Said => {
  const [, , category = "", ...rest] = path.split("/");
  const parsed = Body.parse(body);
  const id = rest.length > 1 ? (rest[0] ?? "") : (as ?? "");
  return { ...parsed, command: `${category}/${rest.at(-1)}`, id, day: parsed.on ?? "" };
};

const compulsory = ["211", "311", "312", "321", "341", "345"];

/** A naive interpretation of the plan's commands; it shares no code with the services. */
export const folded = (plan: readonly Chapter[], knownAt = new Date("2100-01-01T00:00:00Z")) => {
  const all = plan.filter(({ recordedAt }) => recordedAt <= knownAt).flatMap(({ waves }) => waves.flat().map(said));
  const by = Map.groupBy(all, ({ command }) => command);
  const byId = Map.groupBy(all, ({ id }) => id);
  const of = (command: string): readonly Said[] => by.get(command) ?? [];
  const last = (commands: readonly string[], id: string, day: string): Said | undefined =>
    (byId.get(id) ?? [])
      .filter((one) => commands.includes(one.command) && one.day <= day)
      .toSorted((a, b) => (a.day < b.day ? -1 : 1))
      .at(-1);

  const successor = (region: string, day: string): string =>
    of("region/merge-region").find((merge) => merge.code === region && merge.day <= day)?.into ?? region;
  const kindOf = (id: string, day: string) => last(["school/open-school", "school/convert-school"], id, day);
  const regionOf = (id: string, day: string): string =>
    successor(last(["school/open-school", "school/hand-over-school"], id, day)?.administeredBy ?? "", day);
  const campusesOf = (id: string, day: string): readonly string[] => [
    ...(byId.get(id) ?? [])
      .filter(({ command }) => command === "school/open-school")
      .flatMap(({ campuses = ["1"] }) => campuses.map(keyOf)),
    ...(byId.get(id) ?? [])
      .filter((campus) => campus.command === "school/open-campus" && campus.day <= day)
      .flatMap(({ campus }) => (campus ? [campus.key] : [])),
  ];

  /** Schools and 教学点 that a region administers on the day. */
  const units = (region: string, day: string) =>
    of("school/open-school")
      .filter((school) => school.day <= day && regionOf(school.id, day).startsWith(region.replace(/(00)+$/, "")))
      .map(({ id, ownership }) => ({
        id,
        ownership,
        type: kindOf(id, day)?.type ?? "",
        name: kindOf(id, day)?.name ?? "",
      }));
  const schools = (region: string, day: string, types = compulsory) =>
    units(region, day).filter(({ type }) => types.includes(type));

  const active = (kinds: readonly string[], day: string) =>
    of("group/draft-group").filter(
      ({ id, kind }) =>
        kinds.includes(kind) && of("group/approve-group").some((group) => group.id === id && group.day <= day),
    );

  /** The campuses of a school that are in an active group of one of the kinds. */
  const coveredCampuses = (id: string, kinds: readonly string[], day: string): readonly string[] => {
    const groups = active(kinds, day);
    const own = campusesOf(id, day);
    if (groups.some(({ leadSchoolId }) => leadSchoolId === id)) return own;
    const joined = (byId.get(id) ?? []).filter(
      (one) =>
        one.command === "membership/join-group" && one.day <= day && groups.some((group) => group.id === one.groupId),
    );
    return own.filter((key) =>
      joined.some(({ campuses }) => campuses === undefined || campuses.map(keyOf).includes(key)),
    );
  };

  return { all, of, units, schools, active, campusesOf, coveredCampuses };
};
