import { parseArgs } from "node:util";
import { inMemory } from "./log/open-database.ts";

export const usage = "usage: lianxiao-event-node (--data DIR | --in-memory) [--port N] [--host H]";

export type Arguments =
  | { readonly kind: "start"; readonly dataDir: string; readonly port: number; readonly host: string }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly message: string };

const wrong = (message: string): Arguments => ({ kind: "wrong", message });

const options = {
  data: { type: "string" },
  port: { type: "string", default: "2113" },
  host: { type: "string", default: "127.0.0.1" },
  "in-memory": { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** What the command line asks for. */
export const argumentsOf = (args: string[]): Arguments => {
  try {
    const { values } = parseArgs({ args, options });
    if (values.help) return { kind: "help" };
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) return wrong(`"${values.port}" is not a port.`);
    const dataDir = values["in-memory"] ? inMemory : values.data;
    if (!dataDir) return wrong("A node needs a folder for its log, or --in-memory.");
    if (values["in-memory"] && values.data) return wrong("A node in memory has no folder.");
    return { kind: "start", dataDir, port, host: values.host };
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
};
