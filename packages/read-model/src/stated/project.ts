import { answered, type Tx } from "../database.ts";
import { insert } from "../insert.ts";
import { placeOf, type Readable, type Row, Unapplied } from "../readable.ts";
import { ledger } from "./ledger.ts";
import type { AnyStatedTable, Statements } from "./table.ts";
import { close, load } from "./write.ts";

type Say = (statements: Statements<Row, string, string>, data: Readable["event"]["data"]) => void;

const state = (say: Say, statements: Statements<Row, string, string>, { recorded, event }: Readable): void => {
  try {
    say(statements, event.data);
  } catch (error) {
    throw new Unapplied(`${placeOf(recorded)}: it could not be applied.`, { cause: error });
  }
};

/** States what a batch says of one table, and writes it with one update and one insert. */
export const projectStated = async (tx: Tx, table: AnyStatedTable, batch: readonly Readable[]): Promise<void> => {
  // The handler found by an event's type takes that event's data; corrections have none.
  const on = table.on as Readonly<Partial<Record<string, Say>>>;
  const spoken = batch.flatMap((readable) => {
    const say = on[readable.event.type];
    return say ? [{ say, readable }] : [];
  });
  if (spoken.length === 0) return;
  const subjects = new Set<unknown>();
  // A first pass, with nothing believed, only learns of whom the events speak.
  const listen = ledger(table.subject, []);
  for (const { say, readable } of spoken) state(say, noting(subjects, table, listen.at(0n)), readable);
  const open = await answered(() => load(tx, table.name, { subject: table.subject, among: [...subjects] }));
  const beliefs = ledger(table.subject, open);
  for (const { say, readable } of spoken) state(say, beliefs.at(readable.recorded.position), readable);
  const { ended, begun } = beliefs.changes();
  await answered(() => close(tx, table.name, ended));
  await answered(() => insert(tx, table.name, begun));
};

const noting = (
  subjects: Set<unknown>,
  { subject }: AnyStatedTable,
  statements: Statements<Row, string, string>,
): typeof statements => ({
  assert: (key, ...rest) => statements.assert(subjects.add(key[subject]) && key, ...rest),
  retract: (which, ...rest) => statements.retract(subjects.add(which[subject]) && which, ...rest),
  amend: (which, ...rest) => statements.amend(subjects.add(which[subject]) && which, ...rest),
  believed: (which) => statements.believed(subjects.add(which[subject]) && which),
});
