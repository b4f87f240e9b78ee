import { type Service, served } from "@lianxiao/service";
import { groupTable } from "./group-commands.ts";
import { membershipTable } from "./membership-commands.ts";
import { reactions } from "./reactions.ts";

/** School groups (集团) and their members (成员校). */
export const groups: Service = { name: "group", tables: [served(groupTable), served(membershipTable)], reactions };
