import type { Day, RegionId, SchoolCode } from "@lianxiao/events";
import { sql } from "kysely";
import { answered, type Database } from "./database.ts";

/** The region that administers the school with the code on that day, without access control; undefined if none. */
export const administrationOf = async (db: Database, code: SchoolCode, today: Day): Promise<RegionId | undefined> => {
  const { rows } = await answered(() =>
    sql<{ region: string }>`
      select administered_by as region
      from ${sql.id(db.schema, "school")}
      where code = ${code} and valid @> ${today}::date and upper_inf(known)`.execute(db.sql),
  );
  return rows[0]?.region;
};
