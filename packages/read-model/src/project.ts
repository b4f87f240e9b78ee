import type { Recorded } from "@lianxiao/kernel";
import { answered, type Tx } from "./database.ts";
import type { AnyEvent, Facts, Row, Table } from "./fact.ts";
import { ledger } from "./fold.ts";
import { placeOf } from "./read-event.ts";
import { close, insert, load } from "./write.ts";

/** An event that could be read but not be made facts of: a defect of a projection. */
export class Unapplied extends Error {
  override readonly name = "Unapplied";
}

export type Readable = { readonly recorded: Recorded; readonly event: AnyEvent };

type Say = (facts: Facts<Row, string, string>, data: AnyEvent["data"]) => void;

const state = (say: Say, facts: Facts<Row, string, string>, { recorded, event }: Readable): void => {
  try {
    say(facts, event.data);
  } catch (error) {
    throw new Unapplied(`${placeOf(recorded)}: it could not be applied.`, { cause: error });
  }
};

/** States what a batch says of one table, and writes it with one update and one insert. */
export const project = async (tx: Tx, table: Table, batch: readonly Readable[]): Promise<void> => {
  const statements = batch.flatMap((readable) => {
    // The handler found by an event's type takes that event's data.
    const say = table.on[readable.event.type] as Say | undefined;
    return say ? [{ say, readable }] : [];
  });
  if (statements.length === 0) return;
  const subjects = new Set<unknown>();
  // A first pass, with nothing believed, only learns of whom the events speak.
  const listen = ledger(table.subject, []);
  for (const { say, readable } of statements) state(say, noting(subjects, table, listen.at(0n)), readable);
  const open = await answered(() => load(tx, table.name, { subject: table.subject, among: [...subjects] }));
  const beliefs = ledger(table.subject, open);
  for (const { say, readable } of statements) state(say, beliefs.at(readable.recorded.position), readable);
  const { ended, begun } = beliefs.changes();
  await answered(() => close(tx, table.name, ended));
  await answered(() => insert(tx, table.name, begun));
};

const noting = (subjects: Set<unknown>, { subject }: Table, facts: Facts<Row, string, string>): typeof facts => ({
  assert: (key, ...rest) => facts.assert(subjects.add(key[subject]) && key, ...rest),
  retract: (which, ...rest) => facts.retract(subjects.add(which[subject]) && which, ...rest),
  amend: (which, ...rest) => facts.amend(subjects.add(which[subject]) && which, ...rest),
  believed: (which) => facts.believed(subjects.add(which[subject]) && which),
});
