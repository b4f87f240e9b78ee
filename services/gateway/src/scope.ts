import { type Database, openSnapshot, type Scope, school } from "@lianxiao/read-model";
import { type Principal, schoolIdOf } from "@lianxiao/service";

/** What a caller may see: a bureau or an auditor its region, a school account the county that administers its school. */
export const scopeOf = async (principal: Principal, database: Database, today: string): Promise<Scope> => {
  if ("region" in principal) return { regions: [principal.region] };
  const county = await administrationOf(principal.schoolCode, database, today);
  return { regions: county === undefined ? [] : [county] };
};

/** The third and fourth digit of a school's code are its province, in whose reach the school is looked for. */
const administrationOf = async (code: string, database: Database, today: string): Promise<string | undefined> => {
  const snapshot = await openSnapshot(database, { regions: [`${code.slice(2, 4)}0000`] }, { today });
  try {
    const found = await school(snapshot, { id: schoolIdOf(code), asOf: today, knownAt: snapshot.position });
    return found?.administeredBy;
  } finally {
    await snapshot.end();
  }
};
