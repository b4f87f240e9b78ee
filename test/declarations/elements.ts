/** A part of a text, `[from, to)`. */
export type Part = readonly [from: number, to: number];

const closing: Readonly<Record<string, string>> = { "{": "}", "[": "]", "(": ")" };
const skipped = /"[^"]*"|\/\/[^\n]*/y;

/** Where the group that opens at that place ends, after its bracket, and the places of its own commas. */
const group = (text: string, from: number): { readonly to: number; readonly commas: readonly number[] } => {
  const commas: number[] = [];
  for (let at = from + 1; ; at += 1) {
    skipped.lastIndex = at;
    const skip = skipped.exec(text)?.[0].length;
    const one = text[at] ?? "";
    if (skip !== undefined) at += skip - 1;
    else if (one in closing) at = group(text, at).to - 1;
    else if (one === ",") commas.push(at + 1);
    else if (one === closing[text[from] ?? ""]) return { to: at + 1, commas };
    else if (one === "") throw new Error(`The bracket at ${from} is not closed.`);
  }
};

/**
 * The elements of the list or the object that opens at that place, with those of lists and objects in them, each with the
 * comma after it. What `leaves` says of an element's text has no elements of its own.
 */
export const elementsOf = (
  text: string,
  from: number,
  leaves: (element: string) => boolean,
  depth = 0,
): readonly Part[] => {
  const { to, commas } = group(text, from);
  const ends = [...commas, to - 1];
  return ends.flatMap((end, at): readonly Part[] => {
    const start = ends[at - 1] ?? from + 1;
    const element = text.slice(start, end);
    if (element.replaceAll(/\/\/[^\n]*/g, "").trim() === "") return [];
    const inner = /^(?:\s|\/\/[^\n]*\n|\w+:)*([[{])/.exec(element);
    const below =
      inner && !leaves(element.trim()) ? elementsOf(text, start + inner[0].length - 1, leaves, depth + 1) : [];
    // Without its only element a list or an object says no more than if it were missing itself.
    const isOnly = commas.length === 0 && depth > 0;
    return isOnly ? below : [[start, end], ...below];
  });
};
