import { categoryOf } from "@lianxiao/events";
import { sql } from "kysely";
import { answered, type Tx } from "../database.ts";
import { decode } from "../read-event.ts";
import type { Readable } from "../readable.ts";
import type { AnyEntry } from "./table.ts";

/** The subject of a record: its stream, and the part of it that is a subject of its own (empty for none). */
export type Subject = { readonly stream: string; readonly part: string };

export type Filed = Readable & Subject;

export const keyOf = ({ stream, part }: Subject): string => `${part} ${stream}`;

/** The records of these subjects by key, in the order of the log. */
export const load = async (tx: Tx, subjects: readonly Subject[]): Promise<ReadonlyMap<string, readonly AnyEntry[]>> => {
  if (subjects.length === 0) return new Map();
  const { rows } = await answered(() =>
    sql<Subject & { id: string; type: string; data: unknown }>`
      select h.stream, h.part, h.event::text as id, h.type, h.data
      from unnest(${subjects.map(({ stream }) => stream)}::text[], ${subjects.map(({ part }) => part)}::text[])
        as touched (stream, part)
      join history h using (stream, part)
      order by h.position`.execute(tx),
  );
  const entries = new Map<string, AnyEntry[]>();
  for (const { id, type, data, ...subject } of rows) {
    const event = decode(categoryOf(subject.stream), { type, data });
    if (event === undefined) continue;
    const key = keyOf(subject);
    const own = entries.get(key);
    if (own) own.push({ id, event });
    else entries.set(key, [{ id, event }]);
  }
  return entries;
};

type RecordId = { readonly stream: string; readonly id: string };

export const recordKey = ({ stream, id }: RecordId): string => `${id} ${stream}`;

/** The part of each of these records, by key; unknown records are left out. */
export const partsOf = async (tx: Tx, events: readonly RecordId[]): Promise<Map<string, string>> => {
  if (events.length === 0) return new Map();
  const { rows } = await answered(() =>
    sql<RecordId & { part: string }>`
      select h.stream, h.event::text as id, h.part
      from unnest(${events.map(({ stream }) => stream)}::text[], ${events.map(({ id }) => id)}::uuid[])
        as wanted (stream, event)
      join history h using (stream, event)`.execute(tx),
  );
  return new Map(rows.map((row) => [recordKey(row), row.part]));
};

/** Stores the records of a batch, in one statement. */
export const file = async (tx: Tx, batch: readonly Filed[]): Promise<void> => {
  const column = <T>(of: (one: Filed) => T): readonly T[] => batch.map(of);
  await answered(() =>
    sql`
      insert into history (stream, part, position, event, type, data)
      select *
      from unnest(
        ${column(({ stream }) => stream)}::text[],
        ${column(({ part }) => part)}::text[],
        ${column(({ recorded }) => String(recorded.position))}::int8[],
        ${column(({ recorded }) => recorded.id)}::uuid[],
        ${column(({ recorded }) => recorded.type)}::text[],
        ${column(({ recorded }) => JSON.stringify(recorded.data))}::jsonb[]
      )`.execute(tx),
  );
};
