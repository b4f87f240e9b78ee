import { type Command, command } from "./commands.ts";

/** The bureau responsible for every region of a scene, which creates the preconditions. */
export const province = "bureau-330000";

let codes = 0;

export type School = Command & {
  readonly code: string;
  readonly name: string;
  readonly region: string;
  /** The school's own accounts. */
  readonly asMember: string;
  readonly asLead: string;
};

type Opening = {
  readonly code?: string;
  readonly type?: string;
  readonly region?: string;
  readonly on?: string;
  readonly campuses?: readonly { readonly key: string; readonly name: string }[];
};

/** The command that opens a public primary school in 滨江 in 2010, with defaults for all other fields. */
export const opening = ({ code, type = "211", region = "330108", on = "2010-09-01", ...more }: Opening = {}) => {
  codes += 1;
  const held = code ?? `${type.slice(0, 2)}33${String(codes).padStart(6, "0")}`;
  const name = `不可外泄小学${codes}号`;
  return {
    on,
    code: held,
    name,
    type,
    ownership: "PUBLIC",
    urbanRural: "111",
    locatedIn: region,
    administeredBy: region,
    ...more,
  };
};

export const aSchool = (more: Opening & { readonly by?: string } = {}): School => {
  const { by = province, ...said } = more;
  const body = opening(said);
  const { code, name, administeredBy: region } = body;
  return {
    ...command(by, "school/open-school", body),
    code,
    name,
    region,
    asMember: `member-${code}`,
    asLead: `lead-${code}`,
  };
};

export type Group = Command & { readonly name: string; readonly approval: Command };

type Draft = {
  readonly lead: School;
  readonly region?: string;
  readonly tightness?: string;
  /** The date of its approval. */
  readonly on?: string;
};

/** Drafts a loose group in the region of its lead; `approval` makes it active on a day in 2015. */
export const aGroup = ({ lead, region = lead.region, tightness = "LOOSE", on = "2015-09-01" }: Draft): Group => {
  const name = `不可外泄集团${lead.code}`;
  const body = { name, kind: "GROUP", leadSchoolId: lead.id, region, tightness };
  const draft = command(province, "group/draft-group", body);
  return { ...draft, name, approval: command(province, `group/${draft.id}/approve-group`, { on }) };
};

export const joining = (school: School, group: Group, more: object = {}): Command =>
  command(province, `membership/${school.id}/join-group`, { groupId: group.id, on: "2016-09-01", ...more });

/**
 * The subjects of commands: a school `here` with a neighbour, and `there` another school and a group with a lead and a
 * member. They are in one region by default, and are recorded only when a test uses them as preconditions.
 */
export const scene = ({ here = "330108", there = here }: { readonly here?: string; readonly there?: string } = {}) => {
  const school = aSchool({ region: here });
  const neighbour = aSchool({ region: here });
  const other = aSchool({ region: there });
  const lead = aSchool({ region: there });
  const member = aSchool({ region: there });
  const group = aGroup({ lead });
  const running: readonly (Command | readonly Command[])[] = [
    [lead, member],
    group,
    group.approval,
    joining(member, group),
  ];
  return { here, there, school, neighbour, other, lead, member, group, running };
};

export type Scene = ReturnType<typeof scene>;
