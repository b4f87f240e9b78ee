import type { Needed, Permission } from "./permission.ts";

const bureaus: Needed = { county: ["OVER"], city: ["OVER"], province: ["OVER"] };
/** For actions that a county may not take in its own matters. */
const above: Needed = { city: ["OVER"], province: ["OVER"] };
const itself: Needed = { lead: ["SELF"], member: ["SELF"] };
const lead: Needed = { lead: ["LEADS"] };

/**
 * The permission table: one row per action, with the relations that each role needs to each target of the command.
 * Everything else is refused. A process with a route whose action has no row does not start.
 */
export const permissions = {
  "open-region": [{ region: above, parent: above, into: above }],
  "merge-region": [{ region: above, into: above }],
  "rename-region": [{ region: above }],
  "recode-region": [{ region: above, parent: above }],
  "move-region": [{ region: above, parent: above }],
  "define-region-set": [{ members: above, former: above }],
  "set-backdating-period": [{ region: above }],
  "define-rate": [{ region: above }],
  "correct-region": [{ region: above }],

  "open-school": [{ region: bureaus }],
  "change-school": [{ school: bureaus }],
  "hand-over-school": [{ school: bureaus, region: bureaus }],
  "merge-school": [{ school: bureaus, into: bureaus }],
  "transfer-stage": [{ school: bureaus, to: bureaus }],
  "record-annual-return": [{ school: { ...bureaus, ...itself } }],
  "correct-school": [{ school: bureaus }],

  "draft-group": [
    { region: bureaus, lead: bureaus },
    { region: { lead: ["WITHIN"] }, lead: { lead: ["SELF"] } },
  ],
  "approve-group": [{ group: bureaus, lead: bureaus }],
  "change-group": [{ group: bureaus }],
  "change-lead": [{ group: bureaus, lead: bureaus }],
  "correct-group": [{ group: bureaus }],

  "join-group": [{ school: bureaus, group: bureaus }],
  "invite-school": [{ group: { ...bureaus, ...lead } }],
  "request-membership": [{ school: { ...bureaus, ...itself } }],
  "accept-invitation": [{ school: { ...bureaus, ...itself } }],
  "accept-request": [{ group: { ...bureaus, ...lead } }],
  "end-proposal": [{ school: { ...bureaus, ...itself } }, { group: { ...bureaus, ...lead } }],
  "leave-group": [{ school: { ...bureaus, ...itself } }, { group: { ...bureaus, ...lead } }],
  "change-role": [{ group: { ...bureaus, ...lead } }],
  "correct-membership": [{ school: bureaus, group: bureaus }],
  "withdraw-membership": [{ school: bureaus }, { group: bureaus }],
} as const satisfies Readonly<Record<string, Permission>>;

export type Action = keyof typeof permissions;
