import { randomUUID } from "node:crypto";
import { catalogueOf, categoryOf } from "@lianxiao/events";
import { type EventStore, type Message, uuidV5 } from "@lianxiao/kernel";
import { type AnyEvent, approved, groupId, joined, opened, returned, schoolId } from "../../events.ts";
import { inFlight } from "../event-node/workload.ts";

/** The event in its stored form. */
export const stored = (stream: string, event: Message): Message =>
  // The stream's catalogue refuses what is not an event of its own.
  catalogueOf(categoryOf(stream))?.encode(event) ?? event;

const append = (store: EventStore, stream: string, events: readonly (Message & { readonly id?: string })[]) =>
  store.append({
    stream,
    revision: -1n,
    events: events.map((event) => ({ id: randomUUID(), ...event, ...stored(stream, event), metadata: {} })),
  });

/** Records a school and the claim of its code, as the command that opens one does; `more` are later events. */
const openSchool = async (store: EventStore, schoolId: string, more: readonly AnyEvent[] = []): Promise<void> => {
  const opening = { ...opened(schoolId), id: randomUUID() };
  const held = `2133${schoolId.slice(-6)}`;
  const claim = { type: "CodeClaimed", data: { code: held, schoolId }, id: uuidV5(opening.id, "code", held) };
  await append(store, `code-${held}`, [claim]);
  await append(store, `school-${schoolId}`, [opening, ...more]);
};

/** The group that the measured schools join and leave, and the number of schools of each side. */
export const target = { group: groupId(1), schools: 2_048 } as const;

const schools = Array.from({ length: 2 * target.schools + 1 }, (_, n) => schoolId(n + 1));
const lead = schoolId(1);

const years = [2020, 2021, 2022, 2023, 2024, 2025];

/** Adds schools with six annual returns each until the log has this many events: most of a long log is returns. */
export const fill = async (store: EventStore, events: number): Promise<void> => {
  const missing = Math.max(0, events - 2 * schools.length);
  await inFlight(Math.ceil(missing / (2 + years.length)), 32, async (n) => {
    const id = schoolId(100_000 + n);
    const returns = years.map((year) => returned(id, year, { PRIMARY: 300 + (n % 700) }));
    await openSchool(store, id, returns);
  });
};

export const measured = (side: "product" | "baseline", n: number): string =>
  schoolId(2 + 2 * (n % target.schools) + (side === "baseline" ? 1 : 0));

/** Records the measured schools and their group, as commands would. */
export const prepare = async (store: EventStore): Promise<void> => {
  await inFlight(schools.length, 32, (n) => openSchool(store, schools[n] ?? lead));
  await append(store, `group-${target.group}`, approved(target.group, lead));
  await append(store, `membership-${lead}`, [joined(lead, target.group, { role: "LEAD" })]);
};
