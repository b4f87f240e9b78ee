/** What a token says of its bearer, as a bureau's own identity provider would say it. */
export type Claims = {
  readonly role: "county" | "city" | "province" | "auditor" | "lead" | "member";
  readonly region?: string;
  readonly school_code?: string;
};

/** The accounts that exist: every region's bureau and auditor, every school as a lead and as a member. */
export const patterns = [
  "bureau-<6 位行政区划代码>",
  "auditor-<6 位行政区划代码>",
  "lead-<10 位学校标识码>",
  "member-<10 位学校标识码>",
] as const;

/** Shown on the sign-in page; any other account that fits a pattern works as well. */
export const examples = ["bureau-330108", "bureau-330100", "bureau-330000", "auditor-330100"] as const;

const levelOf = (region: string): "county" | "city" | "province" => {
  if (region.endsWith("0000")) return "province";
  return region.endsWith("00") ? "city" : "county";
};

/** The claims of an account by its name; undefined when there is no such account. */
export const claimsOf = (account: string): Claims | undefined => {
  const { kind, region, school } =
    /^(?:(?<kind>bureau|auditor)-(?<region>\d{6})|(?:lead|member)-(?<school>\d{10}))$/.exec(account)?.groups ?? {};
  if (region) return { role: kind === "auditor" ? "auditor" : levelOf(region), region };
  if (school) return { role: account.startsWith("lead") ? "lead" : "member", school_code: school };
  return undefined;
};
