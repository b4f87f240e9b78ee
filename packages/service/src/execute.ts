import { isCorrection, isTooFar, type RecordOf } from "@lianxiao/events";
import {
  type CommandMetadata,
  Contended,
  type EventStore,
  eventIdOf,
  type Failpoint,
  type Handled,
  handle,
  type Message,
  Refusal,
  RevisionConflict,
  type StreamEvent,
} from "@lianxiao/kernel";
import type { RegionTree } from "@lianxiao/regions";
import { doubtsOf } from "./doubts.ts";
import type { Keeper } from "./keeper.ts";
import { readKnown } from "./known.ts";
import { keepMirrors, wantedBy } from "./mirrors.ts";
import { seen } from "./object.ts";
import { judge } from "./permission.ts";
import { permissions } from "./permissions.ts";
import type { Principal } from "./principal.ts";
import { Problem } from "./problem.ts";
import { closedBefore } from "./recordable.ts";
import type { AnyRoute, Asking } from "./route.ts";
import { type Category, propose } from "./rules.ts";
import { streamOf, timelineOf } from "./subject.ts";
import type { Log } from "./telemetry.ts";

export type Executing = {
  readonly store: EventStore;
  readonly regions: () => Promise<RegionTree>;
  /** The keepers of all categories of this service, which write the mirrored events. */
  readonly keepers: ReadonlyMap<string, Keeper>;
  readonly failpoint: Failpoint;
  readonly log: Pick<Log, "warn">;
};

export type Command = {
  readonly id: string;
  readonly body: never;
  readonly principal: Principal;
  readonly metadata: CommandMetadata;
  readonly ifRevision: bigint | undefined;
  /** A day in Asia/Shanghai. */
  readonly today: string;
};

/** Undoes the mirrored events of a record that was not appended. Never rejects. */
type Undo = () => Promise<void>;

/**
 * Errors after which nothing was recorded. After any other error the append may have succeeded, so that its mirrored
 * events must stay.
 */
const surelyNot = [Refusal, Problem, RevisionConflict, Contended] as const;

/**
 * Executes one command: reads its subject, authorises the caller, lets the route decide, checks the rules on the whole
 * history, writes the mirrored events, and appends. Throws Refusal, Problem, and the errors of `handle`.
 */
export const execute = async <State, E extends Message, R extends object>(
  ports: Executing,
  category: Category<State, E, R>,
  route: AnyRoute<State, E>,
  command: Command,
): Promise<Handled> => {
  const subject = { language: category, id: command.id };
  const stream = streamOf(subject);
  // One for each attempt: a later attempt finds the mirrored events of an earlier one in place and does not undo them.
  const undo: Undo[] = [];
  const decide = async (history: readonly StreamEvent[]) => {
    const own = timelineOf(subject, history);
    const { id, body, today } = command;
    const { commandId } = command.metadata;
    const tree = await ports.regions();
    const asking: Asking<State, E, never> = { id, body, own, history, tree, today, commandId };
    const regions = await authorise(ports, route, asking, command.principal);
    const said = await saidBy(ports, route, asking);
    refuseTooFar(category.meaning, { said, body, today });
    const warnings = said.flatMap((record) => doubtsOf(category, record, { own, tree }));
    const { principal } = command;
    const from = closedBefore(category.meaning, own, { said, principal, regions, tree: asking.tree, today });
    if (from !== undefined) throw new Problem("TOO_LONG_AGO", { detail: `open from ${from}` });
    const records = said.map((event, index) => ({ id: eventIdOf(command.metadata.commandId, stream, index), event }));
    const known = await readKnown(ports.store, category, { id, said: saidEvents(said), own });
    propose(category, own.entries, records, known);
    const wanted = records.flatMap((record) => wantedBy(category, own, record));
    if (wanted.length > 0) {
      const { store, keepers, log, failpoint } = ports;
      const keeping = {
        store,
        keepers,
        stream,
        entries: [...own.entries, ...records],
        metadata: command.metadata,
        log,
        failpoint,
      };
      undo.push(await keepMirrors(keeping, wanted));
      await failpoint("command.after-mirrors");
    }
    return {
      events: records.map((record) => ({ id: record.id, ...category.catalogue.encode(record.event) })),
      ...(warnings.length > 0 ? { metadata: { warnings } } : {}),
    };
  };
  const { metadata, ifRevision } = command;
  try {
    const { failpoint } = ports;
    return await handle(ports.store, {
      stream,
      decide,
      metadata,
      failpoint,
      ...(ifRevision !== undefined && { ifRevision }),
    });
  } catch (error) {
    // A concurrent retry may have succeeded; the mirrored events then belong to its record. If that cannot be read,
    // they are left to the reaction `mirrors-have-records`, and the caller gets the error of the command.
    const isRecorded = () =>
      ports.store.read(stream).then(
        (history) => history.some((event) => event.metadata["commandId"] === metadata.commandId),
        () => true,
      );
    if (surelyNot.some((kind) => error instanceof kind) && undo.length > 0 && !(await isRecorded()))
      for (const one of undo.toReversed()) await one();
    throw error;
  }
};

const saidEvents = <E extends Message>(said: readonly RecordOf<E>[]): readonly E[] =>
  said.flatMap((record): readonly E[] => {
    if (record.type === "CommandAbandoned") return [];
    // Corrected is the only other record that is not an event of the category itself.
    if (record.type === "Corrected") return becomesOf(record as Extract<RecordOf<E>, { type: "Corrected" }>);
    return [record as E];
  });

const becomesOf = <E extends Message>(record: { readonly data: unknown }): readonly E[] => {
  const { becomes } = record.data as { readonly becomes: E | null };
  return becomes === null ? [] : [becomes];
};

/** Nothing is recorded for a day more than ten years ahead. */
const refuseTooFar = <E extends Message>(
  { on }: { readonly on: (event: E) => string },
  { said, body, today }: { readonly said: readonly RecordOf<E>[]; readonly body: object; readonly today: string },
): void => {
  for (const record of said) {
    const [event] = saidEvents([record]);
    if (event === undefined || !isTooFar(on(event), today)) continue;
    const isEnd = "until" in body && body.until === on(event);
    const pointer = isCorrection(record) ? "/change/on" : isEnd ? "/until" : "/on";
    throw new Problem("DATE_TOO_FAR", { errors: [{ pointer, code: "DATE_TOO_FAR" }] });
  }
};

const saidBy = async <State, E extends Message>(
  ports: Executing,
  route: AnyRoute<State, E>,
  asking: Asking<State, E, never>,
): Promise<readonly RecordOf<E>[]> => {
  const reads = { reads: () => route.reads?.(asking) ?? {} };
  return route.says({ ...asking, known: await readKnown(ports.store, reads, { ...asking, said: [] }) });
};

/**
 * Authorises the caller; returns the regions responsible for the targets. Throws NOT_FOUND, as for targets that do not
 * exist, if the caller may not know of them.
 */
const authorise = async <State, E extends Message>(
  { store }: Executing,
  route: AnyRoute<State, E>,
  asking: Asking<State, E, never>,
  principal: Principal,
): Promise<readonly string[]> => {
  const ports = { store, tree: asking.tree, today: asking.today };
  const targets = route.targets(asking);
  const verdict = await judge(ports, principal, { permission: permissions[route.action], targets });
  if (verdict === "HIDDEN") throw new Problem("NOT_FOUND");
  if (verdict === "REFUSED") throw new Problem("OUT_OF_SCOPE");
  if (route.proposer?.(asking) === principal.subject) throw new Problem("PROPOSER_MAY_NOT_APPROVE");
  const found = await Promise.all(
    Object.values(targets)
      .flat()
      .map((target) => seen(ports, target)),
  );
  return found.flatMap((target) => (target ? [target.region] : []));
};
