import { corrected, isOwn, NewNote, RequiredNote } from "@lianxiao/events";
import { type Message, Refusal } from "@lianxiao/kernel";
import { z } from "zod";
import type { Targets } from "./object.ts";
import type { Action } from "./permissions.ts";
import { type AnyRoute, type Asking, routesOf } from "./route.ts";
import type { Category } from "./rules.ts";

const common = {
  event: z.uuid().meta({ description: "被更正记录的编号。The id of the recorded event." }),
  reason: RequiredNote.meta({ description: "更正原因。Why it is corrected." }),
  document: NewNote.optional(),
};

type Correcting<State, E extends Message> = {
  readonly action: Action;
  /** The permission row for withdrawing, if it differs from the row for changing. */
  readonly withdrawal?: Action;
  readonly targets: (asking: Asking<State, E, { readonly event: string }>) => Targets;
  /** Translates the caller's change (codes of regions) into recorded data (their ids); `on` is the corrected day. */
  readonly resolve?: (
    change: Readonly<Record<string, unknown>>,
    at: Pick<Asking<State, E, unknown>, "tree"> & { readonly on: string },
  ) => Readonly<Record<string, unknown>>;
};

/** The recorded event as corrected so far. Refuses an unknown id, and an event that mirrors another stream's record. */
const recordOf = <State, E extends Message>({ own, history }: Asking<State, E, unknown>, id: string): E => {
  const stored = history.find((event) => event.id === id);
  const entry = own.entries.find((one) => one.id === id);
  if (stored === undefined || entry === undefined || !isOwn(entry.event))
    throw new Refusal("RECORD_UNKNOWN", { event: id });
  const source = stored.metadata["source"] ?? stored.metadata["follows"];
  if (source !== undefined) throw new Refusal("RECORD_OF_ANOTHER", { event: id, source });
  // A withdrawn event can be corrected too: its first version, with the change applied, then holds again.
  return corrected(own.entries).find((one) => one.id === id)?.event ?? entry.event;
};

/** The commands `correct-record` and `withdraw-record`, which work in the same way for all categories. */
export const correctionRoutes = <State, E extends Message, R extends object>(
  category: Category<State, E, R>,
  { action, withdrawal = action, targets, resolve = (change) => change }: Correcting<State, E>,
): Readonly<Record<string, AnyRoute<State, E>>> => {
  const route = routesOf(category);

  /** The corrected event; throws a ZodError whose paths begin with `change`. */
  const changed = (event: E, change: Readonly<Record<string, unknown>>): E => {
    // The data of every event is an object.
    const data = { ...(event.data as object), ...change };
    try {
      const stored = category.catalogue.encode({ ...event, data });
      const read = category.catalogue.decode(stored);
      if (read !== undefined && isOwn(read)) return read;
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      throw new z.ZodError(error.issues.map((issue) => ({ ...issue, path: ["change", ...issue.path] })));
    }
    throw new Refusal("RECORD_UNKNOWN", { type: event.type });
  };

  const dayOf = (event: E, change: Readonly<Record<string, unknown>>): string =>
    typeof change["on"] === "string" ? change["on"] : category.meaning.on(event);

  return {
    "correct-record": route({
      summary: ["更正一条记录", "Correct a record: it should have said this"],
      body: z.strictObject({
        ...common,
        change: z
          .record(z.string(), z.unknown())
          .refine((change) => Object.keys(change).length > 0, { params: { code: "FIELD_REQUIRED" } })
          .meta({
            description: "应更正的字段及其正确值。The fields that were wrong, with what they should have said.",
          }),
      }),
      action,
      targets,
      says: ({ body: { event: id, change, reason, document }, ...asking }) => {
        const event = recordOf<State, E>({ ...asking, body: undefined }, id);
        const becomes = changed(event, resolve(change, { tree: asking.tree, on: dayOf(event, change) }));
        if (category.idOf(becomes) !== category.idOf(event)) throw new Refusal("RECORD_MOVED", { event: id });
        return [
          { type: "Corrected", data: { event: id, becomes, reason, ...(document !== undefined && { document }) } },
        ];
      },
    }),
    "withdraw-record": route({
      summary: ["撤销一条记录", "Withdraw a record: it never was"],
      body: z.strictObject(common),
      action: withdrawal,
      targets,
      says: ({ body: { event: id, reason, document }, ...asking }) => {
        recordOf<State, E>({ ...asking, body: undefined }, id);
        return [
          {
            type: "Corrected",
            data: { event: id, becomes: null, reason, ...(document !== undefined && { document }) },
          },
        ];
      },
    }),
  };
};
