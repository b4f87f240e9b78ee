import { type Failpoint, inert, type Recorded } from "@lianxiao/kernel";
import { sql } from "kysely";
import { answered, type Database, type Tx, transaction } from "./database.ts";
import { checkpoint } from "./position.ts";
import { readEvent } from "./read-event.ts";
import { timelineTables } from "./tables/index.ts";
import { projectTimelines } from "./timeline/project.ts";

/** Another projector moved the checkpoint, or the database was restored: follow again from the checkpoint. */
export class Overtaken extends Error {
  override readonly name = "Overtaken";
}

export type Apply = {
  /** The position after which the batch begins; by default the checkpoint. */
  readonly after?: bigint;
  readonly failpoint?: Failpoint;
};

export type Applied = { readonly applied: number; readonly skipped: number };

/**
 * Applies a batch and moves the checkpoint in one transaction. Events at or before `after` have been applied already
 * and are skipped, so that a batch may be delivered again.
 */
export const applyBatch = async (
  db: Database,
  batch: readonly Recorded[],
  { after, failpoint = inert }: Apply = {},
): Promise<Applied> => {
  const from = after ?? (await checkpoint(db)) ?? -1n;
  const fresh = batch.filter(({ position }) => position > from);
  if (fresh.length === 0) return { applied: 0, skipped: 0 };
  const readable = fresh.map(readEvent).filter((one) => one !== undefined);
  await failpoint("projector.before-checkpoint");
  await transaction(db, async (tx) => {
    await advance(tx, from, fresh);
    await projectTimelines(tx, timelineTables, readable);
    await failpoint("projector.before-commit");
  });
  await failpoint("projector.after-commit");
  return { applied: readable.length, skipped: fresh.length - readable.length };
};

/** Moves the checkpoint past events that are not ours. Throws Overtaken if it is not at `after`. */
export const moveCheckpoint = async (db: Database, position: bigint, after?: bigint): Promise<void> => {
  const from = after ?? (await checkpoint(db)) ?? -1n;
  if (from >= position) return;
  await transaction(db, async (tx) => {
    await claim(tx, from, position);
  });
};

/** Moves the checkpoint first: its row is the lock between projectors. Returns when the last event was recorded. */
const claim = async (tx: Tx, from: bigint, position: bigint): Promise<string> => {
  const { rows } = await answered(() =>
    sql<{ before: string }>`
      update checkpoint
      set position = ${position}
      where position = ${from}
      returning recorded_at::text as before`.execute(tx),
  );
  const before = rows[0]?.before;
  if (before === undefined) throw new Overtaken(`The checkpoint no longer stands at ${from}.`);
  return before;
};

/** Moves the checkpoint from `from` to the end of the batch, and notes each instant at which some of it was recorded. */
const advance = async (tx: Tx, from: bigint, batch: readonly Recorded[]): Promise<void> => {
  const moments = batch.map(({ position, recordedAt }) => ({ position: String(position), at: recordedAt }));
  const before = await claim(tx, from, batch.at(-1)?.position ?? from);
  // A wall clock may step back, but the record times of increasing positions must not.
  await answered(() =>
    sql`
      with recorded as (
        insert into moment (at, position)
        select at, max(position)
        from (
          select position, greatest(${before}::timestamptz, max(at) over (order by position)) as at
          from jsonb_to_recordset(${JSON.stringify(moments)}::jsonb) as m (position int8, at timestamptz)
        ) recorded
        group by at
        on conflict (at) do update set position = excluded.position
        returning at
      )
      update checkpoint
      set recorded_at = (select max(at) from recorded)`.execute(tx),
  );
};
