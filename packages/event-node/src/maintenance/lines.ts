import { closeSync, openSync, readSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

/** Yields the lines of a file, which may be larger than the maximum length of a string. */
export function* linesOf(file: string): Generator<string> {
  const from = openSync(file, "r");
  try {
    const chunk = Buffer.alloc(1024 * 1024);
    const decoder = new StringDecoder("utf8");
    let rest = "";
    for (let read = readSync(from, chunk); read > 0; read = readSync(from, chunk)) {
      const lines = (rest + decoder.write(chunk.subarray(0, read))).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
    if (rest !== "") yield rest;
  } finally {
    closeSync(from);
  }
}
