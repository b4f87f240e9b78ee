import { randomUUID } from "node:crypto";
import {
  type GroupEvent,
  group,
  type MembershipEvent,
  membership,
  type RegionEvent,
  region,
  type SchoolEvent,
  school,
} from "@lianxiao/events";
import type { Recorded } from "@lianxiao/kernel";
import { applyBatch, connect, type Database, prepare } from "@lianxiao/read-model";
import { sql } from "kysely";
import { expect } from "vitest";
import { freshDatabase } from "./database.ts";

export type AnyEvent = RegionEvent | SchoolEvent | GroupEvent | MembershipEvent;

const catalogues = { region, school, group, membership };

const streamOf = (event: AnyEvent): { category: keyof typeof catalogues; id: string } => {
  if (event.type in region.types) return { category: "region", id: "cn" };
  if (event.type in membership.types && "schoolId" in event.data)
    return { category: "membership", id: event.data.schoolId };
  if ("groupId" in event.data) return { category: "group", id: event.data.groupId };
  return { category: "school", id: "schoolId" in event.data ? event.data.schoolId : "" };
};

/** A log that records events as a store would, ten positions and one minute apart. */
export const createLog = (start = new Date("2023-01-01T00:00:00Z")) => {
  const revisions = new Map<string, bigint>();
  let length = 0;
  return (event: AnyEvent, recordedAt?: Date): Recorded => {
    const { category, id } = streamOf(event);
    const stream = `${category}-${id}`;
    const revision = (revisions.get(stream) ?? -1n) + 1n;
    revisions.set(stream, revision);
    length += 1;
    return {
      id: randomUUID(),
      stream,
      revision,
      position: BigInt(length) * 10n,
      // Stored types of the first shape bear the event's own name, and that is all there is yet.
      type: event.type,
      data: JSON.parse(JSON.stringify(event.data)),
      metadata: {},
      recordedAt: recordedAt ?? new Date(start.getTime() + length * 60_000),
    };
  };
};

/** A prepared read model in a database of its own. */
export const freshReadModel = async (): Promise<Database & { drop(): Promise<void> }> => {
  const { url, drop } = await freshDatabase();
  const db = connect(url);
  await prepare(db);
  const close = async () => {
    await db.close();
    await drop();
  };
  return { ...db, drop: close };
};

/** For what a test does to a database behind our back. */
export const execute = async (db: Database, statement: string): Promise<void> => {
  await sql.raw(statement).execute(db.sql);
};

/** `given(db, …events).leaves(table, rows)`: what is believed at the end of the log, without the seeded rows. */
export const given = (db: Database, ...events: readonly AnyEvent[]) => ({
  leaves: async (table: string, rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> => {
    await applyBatch(
      db,
      events.map((event) => createdIn(event)),
    );
    const { rows: found } = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(t) - 'known' as row
      from ${sql.id(db.schema, table)} t
      where upper_inf(known) and lower(known) >= 0
      order by valid, t`.execute(db.sql);
    expect(found.map(({ row }) => row)).toEqual(rows.map((row) => expect.objectContaining(row)));
  },
});

const createdIn = createLog();
