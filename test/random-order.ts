import type { AnyEvent, Entered } from "./events.ts";

const isCorrection = ({ event }: Entered): boolean => event.type === "Corrected";
const isOfRegions = ({ stream }: Entered): boolean => stream.startsWith("region-");

/** The event of each record after all corrections, by record id; null if it was withdrawn. */
const saidInTheEnd = (records: readonly Entered[]): ReadonlyMap<string, AnyEvent | null> => {
  const said = new Map<string, AnyEvent | null>();
  for (const { id, event } of records) {
    if (event.type === "Corrected") said.set(event.data.event, event.data.becomes);
    else if (event.type !== "CommandAbandoned") said.set(id, event);
  }
  return said;
};

/** The key of events that must keep their order, because the last one recorded with the same key counts. */
const matterOf = (stream: string, { type, data }: AnyEvent): string => {
  const day = "on" in data ? data.on : "schoolYear" in data ? data.schoolYear : "";
  return JSON.stringify([stream, type, type === "MembershipProposed" ? "" : day]);
};

/**
 * The same records in another order: regions first, corrections last, and events with the same key in the order in
 * which they were recorded.
 */
export const inAnotherOrder = (records: readonly Entered[], place: () => number): readonly Entered[] => {
  const said = saidInTheEnd(records);
  const own = records.filter((one) => !isOfRegions(one) && !isCorrection(one));
  const places = own.map((one) => ({ one, at: place() })).sort((a, b) => a.at - b.at);
  const waiting = Map.groupBy(own, ({ id, stream }) => {
    const event = said.get(id);
    return event ? matterOf(stream, event) : id;
  });
  const shuffled = places.flatMap(({ one: { id, stream } }) => {
    const event = said.get(id);
    const next = waiting.get(event ? matterOf(stream, event) : id)?.shift();
    return next ? [next] : [];
  });
  return [
    ...records.filter(isOfRegions),
    ...shuffled,
    ...records.filter((one) => isCorrection(one) && !isOfRegions(one)),
  ];
};
