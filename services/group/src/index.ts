import { type CommandContext, commandRouter, type DocumentedTable, type Refusals } from "@lianxiao/service";
import { groupRefusals } from "./group.ts";
import { groupTable } from "./group-commands.ts";
import { membershipRefusals } from "./membership.ts";
import { membershipTable } from "./membership-commands.ts";

export { startReactions } from "./reactions.ts";
export const refusals: Refusals = { ...groupRefusals, ...membershipRefusals };
export const tables: readonly DocumentedTable[] = [groupTable, membershipTable];

/** School groups (集团) and their members (成员校). */
export const createGroups = (context: CommandContext) => [
  commandRouter(groupTable, context),
  commandRouter(membershipTable, context),
];
