import type { Action } from "@lianxiao/service";

/**
 * The callers. The school is in 滨江 (330108); the other school, and the group with its lead and member, are in 上城
 * (330102). Both are in 杭州 (330100) and 浙江 (330000).
 */
export const callers = [
  "county of the school",
  "county of the other side",
  "another county of the city",
  "city",
  "another city",
  "province",
  "another province",
  "city's auditor",
  "another province's auditor",
  "the school as member",
  "the school as lead",
  "the lead as lead",
  "the lead as member",
  "the member",
  "the other school",
  "a neighbour as member",
  "a neighbour as lead",
  "a school elsewhere",
] as const;
export type Caller = (typeof callers)[number];

/**
 * For each action, in the order of `callers`: A is allowed, r is refused (403), - is hidden (404). Written by hand, not
 * derived, so that any change of the permissions shows up here. A command has its own row if its case differs from the
 * others of its action.
 */
export const expected: Readonly<Record<Action, string>> & Readonly<Record<string, string>> = {
  // counties, cities, provinces, auditors · the school, the lead and its member, the other school, neighbours, elsewhere
  "open-region": "rrr rA Ar rr  rr rrr r rr r",
  "merge-region": "rrr rA Ar rr  rr rrr r rr r",
  "rename-region": "rrr rA Ar rr  rr rrr r rr r",
  "recode-region": "rrr rA Ar rr  rr rrr r rr r",
  // The caller must cover both the region and its new parent.
  "move-region": "rrr rr Ar rr  rr rrr r rr r",
  "define-region-set": "rrr rA Ar rr  rr rrr r rr r",
  "set-backdating-period": "rrr rA Ar rr  rr rrr r rr r",
  "define-rate": "rrr rA Ar rr  rr rrr r rr r",
  "correct-region": "rrr rA Ar rr  rr rrr r rr r",

  "open-school": "Arr Ar Ar rr  rr rrr r rr r",
  "change-school": "A-- A- A- r-  rr --- - rr -",
  // A closed school's account has no access.
  "school/restore-school": "A-- A- A- r-  -- --- - rr -",
  "hand-over-school": "r-- A- A- r-  rr --- - rr -",
  "merge-school": "--- A- A- r-  -- --- - -- -",
  "transfer-stage": "--- A- A- r-  -- --- - -- -",
  "record-annual-return": "A-- A- A- r-  AA --- - rr -",
  "correct-school": "A-- A- A- r-  rr --- - rr -",

  "draft-group": "-A- A- A- r-  -- Arr r -- -",
  "approve-group": "-A- A- A- r-  -- rrr r -- -",
  "change-group": "-A- A- A- r-  -- rrr r -- -",
  "change-lead": "-A- A- A- r-  -- rrr r -- -",
  "correct-group": "-A- A- A- r-  -- rrr r -- -",

  "join-group": "--- A- A- r-  -- --- - -- -",
  "invite-school": "-A- A- A- r-  -- A-- - -- -",
  "request-membership": "A-- A- A- r-  AA --- - -- -",
  "accept-invitation": "A-- A- A- r-  AA --- - -- -",
  "accept-request": "-A- A- A- r-  -- A-- - -- -",
  "end-proposal": "AA- A- A- r-  AA A-- - -- -",
  "leave-group": "AA- A- A- r-  AA A-- - -- -",
  "change-role": "-A- A- A- r-  rr A-- - -- -",
  "correct-membership": "--- A- A- r-  rr --- - -- -",
  "withdraw-membership": "AA- A- A- r-  rr --- - -- -",
};
