import { corrected, type Entry } from "@lianxiao/events";
import type { Message, StreamEvent } from "@lianxiao/kernel";
import { codeOf, groupOf, membershipOf, readSubject, schoolOf } from "@lianxiao/service";
import type { Commands } from "../commands.ts";
import { decode } from "../recorded.ts";

const idsOf = (streams: readonly string[], category: string): readonly string[] =>
  streams.flatMap((stream) => (stream.startsWith(`${category}-`) ? [stream.slice(category.length + 1)] : []));

const byId = async <T>(ids: readonly string[], read: (id: string) => Promise<T>): Promise<ReadonlyMap<string, T>> =>
  new Map(await Promise.all(ids.map(async (id) => [id, await read(id)] as const)));

/** The subjects of some streams, read from the store and not from the memory of the commands. */
export const worldOf = async ({ store, keepers }: Pick<Commands, "store" | "keepers">, streams: readonly string[]) => {
  const [schools, groups, memberships, codes, histories] = await Promise.all([
    byId(idsOf(streams, "school"), (id) => readSubject(store, schoolOf(id))),
    byId(idsOf(streams, "group"), (id) => readSubject(store, groupOf(id))),
    byId(idsOf(streams, "membership"), (id) => readSubject(store, membershipOf(id))),
    byId(idsOf(streams, "code"), (id) => readSubject(store, codeOf(id))),
    byId(streams, (stream) => store.read(stream)),
  ]);
  return { store, keepers, schools, groups, memberships, codes, records: recordsOf(histories) };
};

export type World = Awaited<ReturnType<typeof worldOf>>;

export type Standing = { readonly stream: string; readonly stored: StreamEvent; readonly event: Message };

/** The events as corrected, by stream and id, without those that were withdrawn. */
const recordsOf = (histories: ReadonlyMap<string, readonly StreamEvent[]>): ReadonlyMap<string, Standing> =>
  new Map(
    [...histories].flatMap(([stream, history]) => {
      const entries = history.flatMap((stored): Entry<Message>[] => {
        const event = decode(stored);
        return event ? [{ id: stored.id, event }] : [];
      });
      return corrected(entries).flatMap(({ id, event }) => {
        const stored = history.find((one) => one.id === id);
        return stored ? [[`${stream} ${id}`, { stream, stored, event }] as const] : [];
      });
    }),
  );
