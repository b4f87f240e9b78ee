import { administrationOf, type Database, type Scope } from "@lianxiao/read-model";
import type { Principal } from "@lianxiao/service";

/** What a caller may see: a bureau or an auditor its region, a school account the county that administers its school. */
export const scopeOf = async (principal: Principal, database: Database, today: string): Promise<Scope> => {
  if ("region" in principal) return { regions: [principal.region] };
  const region = await administrationOf(database, principal.schoolCode, today);
  return { regions: [], units: region === undefined ? [] : [region] };
};
