import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { elementsOf } from "./elements.ts";

/** A table's file in which one element of the declaration is missing. */
export type Without = { readonly what: string; readonly file: string; readonly text: string };

const declaration = /(?<=\b(?:timelineTable|table)\(|^const columns = )\{/gm;

/** Every table's file without each line, and each entry of a line, of its declarations in turn. */
export const withoutEach = (root: string): readonly Without[] =>
  globSync("packages/read-model/src/tables/*.ts", { cwd: root })
    .sort()
    .flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8");
      return [...text.matchAll(declaration)]
        .flatMap(({ index }) => elementsOf(text, index, (element) => element.startsWith("rows:")))
        .map(([from, to]) => ({
          what: text
            .slice(from, to)
            .replaceAll(/\/\/[^\n]*|\s+/g, " ")
            .trim()
            .slice(0, 60),
          file,
          text: text.slice(0, from) + text.slice(to),
        }));
    });
