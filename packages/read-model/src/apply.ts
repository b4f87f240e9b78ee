import { type Failpoint, inert, type Recorded } from "@lianxiao/kernel";
import { sql } from "kysely";
import { answered, type Database, type Tx, transaction } from "./database.ts";
import { checkpoint } from "./position.ts";
import { readEvent } from "./read-event.ts";
import { timelineTables } from "./tables/index.ts";
import { projectTimelines } from "./timeline/project.ts";

/** Another projector moved the checkpoint first, or the database went back: follow again from where it stands. */
export class Overtaken extends Error {
  override readonly name = "Overtaken";
}

export type Apply = {
  /** The position that the batch continues; by default wherever the checkpoint stands. */
  readonly after?: bigint;
  readonly failpoint?: Failpoint;
};

export type Applied = { readonly applied: number; readonly skipped: number };

/**
 * Applies a batch and moves the checkpoint, both or neither. Events at or before `after` were applied already and are
 * passed over, so a batch may come again.
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

/**
 * Moves the checkpoint on over events of others, which leave nothing in the tables. Throws Overtaken when it does not
 * stand at `after`.
 */
export const moveCheckpoint = async (db: Database, position: bigint, after?: bigint): Promise<void> => {
  const from = after ?? (await checkpoint(db)) ?? -1n;
  if (from >= position) return;
  await transaction(db, async (tx) => {
    await claim(tx, from, position);
  });
};

/** Moves the checkpoint, first of all: its row is the lock among projectors. Gives when the last event was recorded. */
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

/** Moves the checkpoint from `from` to the end of the batch, and notes when each of its positions was recorded. */
const advance = async (tx: Tx, from: bigint, batch: readonly Recorded[]): Promise<void> => {
  const moments = batch.map(({ position, recordedAt }) => ({ position: String(position), at: recordedAt }));
  const before = await claim(tx, from, batch.at(-1)?.position ?? from);
  // Wall clocks step back; the log does not, and neither may the moments of its positions.
  await answered(() =>
    sql`
      with recorded as (
        insert into moment (position, at)
        select position, greatest(${before}::timestamptz, max(at) over (order by position))
        from jsonb_to_recordset(${JSON.stringify(moments)}::jsonb) as m (position int8, at timestamptz)
        returning at
      )
      update checkpoint
      set recorded_at = (select max(at) from recorded)`.execute(tx),
  );
};
