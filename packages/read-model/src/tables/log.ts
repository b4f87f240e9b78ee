import { instant, json, position, text, uuid } from "../schema/column.ts";
import { table } from "../schema/table.ts";

/**
 * What is recorded of every subject that is projected by its timeline, as it is stored in the log. `part` names what of a
 * stream is a subject of its own (a school year's return), and is empty for the rest; a correction is filed with the
 * event that it corrects. The projector folds a subject again from here.
 */
export const history = table({
  name: "history",
  columns: { stream: text(), part: text(), position: position(), event: uuid(), type: text(), data: json() },
  indexes: [
    ["stream", "part"],
    ["stream", "event"],
  ],
  scope: "internal",
});

/** Up to which position the log had been recorded at an instant; never stepping back, as wall clocks may. */
export const moment = table({
  name: "moment",
  columns: { at: instant(), position: position() },
  unique: [["at"], ["position"]],
  indexes: [],
  scope: "public",
});
