import { isOwn, type RecordOf, region } from "@lianxiao/events";
import { type Command, command } from "../commands.ts";
import type { AnyEvent, Entered } from "../events.ts";
import type { Mending } from "../random-changes.ts";

/** The accounts that send the commands, and the names of what the commands create. */
export type Sender = {
  /** A bureau that covers everything. Another one makes the proposals, because an account cannot accept its own. */
  readonly bureau: string;
  readonly proposer: string;
  /** The idempotency key of the command that creates the subject with this id. */
  readonly keyOf: (id: string) => string | undefined;
  /** The initial code of a unit. */
  readonly codeOf: (unit: string) => string;
};

/** The command that records each type of event; null for those that follow from another event or a reaction. */
const routes: Readonly<Record<AnyEvent["type"], string | null>> = {
  BackdatingPeriodSet: "set-backdating-period",
  RateDefinedLocally: "define-rate",
  LocalDefinitionEnded: "end-definition",
  CodeClaimed: null,
  GroupLeadLost: null,
  SchoolAbsorbed: null,
  StageReceived: null,
  RegionOpened: "open-region",
  RegionMerged: "merge-region",
  RegionRecoded: "recode-region",
  RegionRenamed: "rename-region",
  RegionMoved: "move-region",
  RegionSetDefined: "define-region-set",
  SchoolOpened: "open-school",
  SchoolRestored: "restore-school",
  SchoolRenamed: "rename-school",
  SchoolConverted: "convert-school",
  SchoolReclassified: "reclassify-school",
  SchoolOwnershipChanged: "change-ownership",
  SchoolHandedOver: "hand-over-school",
  SchoolRelocated: "relocate-school",
  StageTransferred: "transfer-stage",
  SchoolMerged: "merge-school",
  SchoolClosed: "close-school",
  CampusOpened: "open-campus",
  CampusClosed: "close-campus",
  AnnualReturnRecorded: "record-annual-return",
  GroupDrafted: "draft-group",
  GroupApproved: "approve-group",
  GroupRenamed: "rename-group",
  GroupSuspended: "suspend-group",
  GroupResumed: "resume-group",
  GroupLeadChanged: "change-lead",
  GroupDissolved: "dissolve-group",
  MembershipProposed: "invite-school",
  MembershipProposalEnded: "end-proposal",
  SchoolJoinedGroup: "join-group",
  MemberRoleChanged: "change-role",
  SchoolLeftGroup: "leave-group",
};

type Body = Readonly<Record<string, unknown>>;

const without = (data: Body, ...fields: readonly string[]): Body =>
  Object.fromEntries(Object.entries(data).filter(([field]) => !fields.includes(field)));

const regionFields = ["parent", "locatedIn", "administeredBy", "region", "into", "members"];

/** Replaces ids of regions by codes, which is what commands take. */
const coded = (data: Body, codeOf: Sender["codeOf"]): Body =>
  Object.fromEntries(
    Object.entries(data).map(([field, value]) => {
      if (!regionFields.includes(field)) return [field, value];
      if (Array.isArray(value)) return [field, value.map((unit) => codeOf(String(unit)))];
      return [field, value === null ? null : codeOf(String(value))];
    }),
  );

/** The body of the command that records the event. */
const bodyOf = (event: AnyEvent, codeOf: Sender["codeOf"]): Body => {
  const { type, data } = event;
  const body = coded(data, codeOf);
  if (type === "RegionOpened") return without(body, "id");
  if ("id" in data) return { ...without(body, "id"), code: codeOf(data.id) };
  if (type === "GroupApproved") return { on: data.on };
  if (type === "GroupLeadChanged") return { on: data.on, leadSchoolId: data.leadSchoolId };
  if (type === "SchoolJoinedGroup" && data.proposal !== undefined) return { groupId: data.groupId };
  if (type === "MembershipProposalEnded") return { groupId: data.groupId };
  const { category } = addressOf(event);
  const own = category === "group" ? ["groupId"] : ["schoolId"];
  return without(body, ...own, ...(category === "membership" ? ["kind", "by", "proposal", "asLead"] : []));
};

const addressOf = ({ type, data }: AnyEvent): { readonly category: string; readonly id: string } => {
  if (type in region.types) return { category: "region", id: "cn" };
  if (type.startsWith("Member") || type === "SchoolJoinedGroup" || type === "SchoolLeftGroup")
    return { category: "membership", id: "schoolId" in data ? data.schoolId : "" };
  if (type.startsWith("Group")) return { category: "group", id: "groupId" in data ? data.groupId : "" };
  return { category: "school", id: "schoolId" in data ? data.schoolId : "" };
};

/** A yes to a proposal is given by the other side, whose route depends on who proposed. */
const routeOf = ({ type, data }: AnyEvent, recorded: readonly Entered[]): string | null => {
  if (type === "MembershipProposed" && data.by === "SCHOOL") return "request-membership";
  if (type !== "SchoolJoinedGroup" || data.proposal === undefined) return routes[type];
  const proposed = recorded.find(({ id }) => id === data.proposal)?.event;
  const isRequest = proposed?.type === "MembershipProposed" && proposed.data.by === "SCHOOL";
  return isRequest ? "accept-request" : "accept-invitation";
};

const creations: readonly AnyEvent["type"][] = ["RegionOpened", "SchoolOpened", "GroupDrafted"];

const changeOf = (now: AnyEvent, before: RecordOf<AnyEvent>): Body =>
  Object.fromEntries(
    Object.entries(now.data).filter(
      ([field, value]) =>
        JSON.stringify(value) !== JSON.stringify(Object.entries(before.data).find(([one]) => one === field)?.[1]),
    ),
  );

const correcting = ({ corrects, becomes }: Mending, { bureau, codeOf }: Sender): Command | undefined => {
  const dash = corrects.stream.indexOf("-");
  const path = `${corrects.stream.slice(0, dash)}/${corrects.stream.slice(dash + 1)}`;
  const common = { event: corrects.id, reason: "误录" };
  if (becomes === null) return command(bureau, `${path}/withdraw-record`, common);
  const change = isOwn(corrects.event) ? coded(changeOf(becomes, corrects.event), codeOf) : {};
  if (Object.keys(change).length === 0) return undefined;
  return command(bureau, `${path}/correct-record`, { ...common, change });
};

/** The command that records the event or correction; undefined if no command does. */
export const commandOf = (
  said: AnyEvent | Mending,
  recorded: readonly Entered[],
  sender: Sender,
): Command | undefined => {
  if ("corrects" in said) return correcting(said, sender);
  const route = routeOf(said, recorded);
  if (route === null) return undefined;
  const { category, id } = addressOf(said);
  const as = said.type === "MembershipProposed" ? sender.proposer : sender.bureau;
  const body = bodyOf(said, sender.codeOf);
  if (!creations.includes(said.type)) return command(as, `${category}/${id}/${route}`, body);
  const key = sender.keyOf(said.type === "RegionOpened" ? said.data.id : id);
  return command(as, category === "region" ? `region/cn/${route}` : `${category}/${route}`, body, key);
};
