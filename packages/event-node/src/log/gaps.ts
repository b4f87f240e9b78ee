import type { DatabaseSync } from "node:sqlite";
import { prepare } from "./sql.ts";

/** A range of positions whose events were scavenged, from `begin` (included) to `end` (excluded). */
export interface Gap {
  readonly begin: bigint;
  readonly end: bigint;
}

/** The ranges of scavenged events, so that any other missing event is detected. Adjacent gaps are merged. */
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
    /** Whether `next` follows `end` directly or across a gap. */
    isNext: (end: bigint, next: bigint): boolean => end === next || beginning.one(end)?.end === next,
  };
};

export type Gaps = ReturnType<typeof gaps>;
