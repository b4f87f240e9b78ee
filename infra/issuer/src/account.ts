/** The claims of a token, as a bureau's own identity provider would issue them. */
export type Claims = {
  readonly role: "county" | "city" | "province" | "auditor" | "lead" | "member";
  readonly region?: string;
  readonly school_code?: string;
};

/** The existing accounts: a bureau and an auditor for every region, and a lead and a member for every school. */
export const patterns = [
  "bureau-<6 位行政区划代码>",
  "auditor-<6 位行政区划代码>",
  "lead-<10 位学校标识码>",
  "member-<10 位学校标识码>",
] as const;

/** Listed on the sign-in page; any other account that matches a pattern works as well. */
export const examples = ["bureau-330108", "bureau-330100", "bureau-330000", "auditor-330100"] as const;

const levelOf = (region: string): "county" | "city" | "province" => {
  if (region.endsWith("0000")) return "province";
  return region.endsWith("00") ? "city" : "county";
};

/** The claims of an account; undefined if there is no such account. */
export const claimsOf = (account: string): Claims | undefined => {
  const { kind, region, school } =
    /^(?:(?<kind>bureau|auditor)-(?<region>\d{6})|(?:lead|member)-(?<school>\d{10}))$/.exec(account)?.groups ?? {};
  if (region) return { role: kind === "auditor" ? "auditor" : levelOf(region), region };
  if (school) return { role: account.startsWith("lead") ? "lead" : "member", school_code: school };
  return undefined;
};
