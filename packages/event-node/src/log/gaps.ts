import type { DatabaseSync } from "node:sqlite";
import { prepare } from "./sql.ts";

/** Room in the log whose events were dropped, from `begin` up to, not including, `end`. */
export interface Gap {
  readonly begin: bigint;
  readonly end: bigint;
}

/** What is no longer in the log, so that whatever else is missing is missed. Gaps that touch are one. */
export const gaps = (database: DatabaseSync) => {
  const beginning = prepare<Gap>(database, `select "begin", "end" from gaps where "begin" = ?`);
  const lastBefore = prepare<Gap>(
    database,
    `select "begin", "end" from gaps where "begin" < ? order by "begin" desc limit 1`,
  );
  const put = prepare(
    database,
    `insert into gaps ("begin", "end") values (?, ?) on conflict ("begin") do update set "end" = excluded."end"`,
  );
  const remove = prepare(database, `delete from gaps where "begin" = ?`);

  return {
    add: ({ begin, end }: Gap) => {
      const before = lastBefore.one(begin);
      const after = beginning.one(end);
      if (after) remove.run(after.begin);
      put.run(before?.end === begin ? before.begin : begin, after?.end ?? end);
    },
    /** Whether what begins at `next` follows what ends at `end`, directly or over a gap. */
    isNext: (end: bigint, next: bigint): boolean => end === next || beginning.one(end)?.end === next,
  };
};

export type Gaps = ReturnType<typeof gaps>;
