import type { Row } from "../readable.ts";
import type { Held, Timeline } from "./table.ts";

/** The rows of each day's state; equal rows of neighbouring spans are one. */
export const daily =
  <State, R extends Row>(rowsOf: (state: State, id: string) => readonly R[]) =>
  ({ id, spans }: Pick<Timeline<State, never>, "id" | "spans">): readonly Held<R>[] => {
    const over: Held<R>[] = [];
    let open: ReadonlyMap<string, Held<R>> = new Map();
    for (const { from, state } of spans) {
      const day = from === "" ? null : from;
      const now = new Map<string, Held<R>>();
      for (const row of rowsOf(state, id)) {
        const key = JSON.stringify(row);
        now.set(key, open.get(key) ?? { row, from: day, to: null });
      }
      for (const [key, held] of open) if (!now.has(key)) over.push({ ...held, to: day });
      open = now;
    }
    return [...over, ...open.values()];
  };
