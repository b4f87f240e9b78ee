import { spansOf } from "@lianxiao/events";
import { sql } from "kysely";
import pg from "pg";
import { answered, type Database, inSchema, type Tx, transaction } from "./database.ts";
import { insert } from "./insert.ts";
import { ddl } from "./schema/create.ts";
import { timelineTables } from "./tables/index.ts";

/** The role of readers, which may only select from the views; it owns nothing. */
export const reader = "lianxiao_reader";

/** Creates the database, the schema and the tables if they are missing, and inserts the base regions. */
export const prepare = async (db: Database): Promise<void> => {
  await createDatabase(db.url);
  await transaction(db, async (tx) => {
    // Several projectors may start at once: one creates everything, the others find it.
    await sql`select pg_advisory_xact_lock(hashtextextended(${db.schema}, 0))`.execute(tx);
    if (await isPrepared(tx, db.schema)) return;
    await createReader(tx);
    await sql.raw(ddl({ tables: db.schema, views: db.views })).execute(tx);
    await sql`grant usage on schema ${sql.id(db.views)} to ${sql.id(reader)}`.execute(tx);
    await sql`grant select on all tables in schema ${sql.id(db.views)} to ${sql.id(reader)}`.execute(tx);
    await inSchema(tx, db.schema);
    // Known from before the first event, so that every moment of the log has them.
    for (const table of timelineTables) {
      const rows = table.rows({ id: "", part: "", facts: [], spans: spansOf(table.meaning, []) });
      await insert(
        tx,
        table,
        rows.map((held) => ({ ...held, since: -1n })),
      );
    }
  });
};

const isPrepared = async (tx: Tx, schema: string): Promise<boolean> => {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass(${`"${schema}".checkpoint`}) is not null as there`.execute(tx);
  return rows[0]?.there === true;
};

const createReader = async (tx: Tx): Promise<void> => {
  try {
    // Roles belong to the whole server, where another database may be creating the role at the same time.
    await sql`savepoint reader`.execute(tx);
    await sql
      .raw(`do $$ begin
        if not exists (select from pg_roles where rolname = '${reader}') then
          begin
            create role ${reader} nologin;
          exception when duplicate_object or unique_violation then null;
          end;
        end if;
        if not pg_has_role(current_user, '${reader}', 'member') then
          execute format('grant ${reader} to %I', current_user);
        end if;
      end $$`)
      .execute(tx);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== "42501") throw error;
    throw new Error(
      `The database user may not create or use the role ${reader}, without which readers cannot be kept to their regions. ` +
        `Let an administrator run: create role ${reader} nologin; grant ${reader} to <this user>;`,
      { cause: error },
    );
  }
};

const createDatabase = async (url: string): Promise<void> => {
  if (await exists(url)) return;
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  const maintenance = new URL(url);
  maintenance.pathname = "/postgres";
  const client = new pg.Client(maintenance.href);
  await answered(() => client.connect());
  try {
    await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    // Another process has created it.
    const there = error instanceof pg.DatabaseError && ["42P04", "23505"].includes(error.code ?? "");
    if (!there) throw error;
  } finally {
    await client.end();
  }
};

const exists = async (url: string): Promise<boolean> => {
  const client = new pg.Client(url);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === "3D000") return false;
    return answered(() => Promise.reject(error));
  }
};
