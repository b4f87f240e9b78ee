import { type RawBuilder, sql } from "kysely";
import type { When } from "../regions.ts";

/** Whether the row of that alias was so on the day, as known at the position. */
export const holds = (alias: string, { asOf, knownAt }: When): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${alias}.valid`)} @> ${asOf}::date and ${sql.ref(`${alias}.known`)} @> ${knownAt}::int8`;
