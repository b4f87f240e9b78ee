import { Misuse, optionsIn } from "../command-line.ts";
import type { Maintenance } from "./maintain.ts";

const taskOptions = { data: "text", to: "text", from: "text", node: "text", help: "flag" } as const;

const tasks = ["verify", "export", "import", "backup"] as const;

type Task = (typeof tasks)[number];

export const taskNamed = (word: string | undefined): Task | undefined => tasks.find((name) => name === word);

type Asked = { readonly kind: "maintain"; readonly task: Maintenance } | { readonly kind: "help" };

/** Parses the arguments of a maintenance command. */
export const taskIn = (kind: Task, args: string[]): Asked => {
  const { data: dataDir, to, from, node, help } = optionsIn(args, taskOptions);
  if (help) return { kind: "help" };
  const refuse = (option: string | undefined, name: string) => {
    if (option !== undefined) throw new Misuse(`${name} is not an option of ${kind}.`);
  };
  if (kind !== "backup") refuse(node, "--node");
  if (kind !== "import") refuse(from, "--from");
  if (kind === "verify" || kind === "import" || node !== undefined) refuse(to, "--to");
  if (node !== undefined) {
    refuse(dataDir, "--data beside --node");
    return { kind: "maintain", task: { kind: "online backup", node } };
  }
  if (dataDir === undefined) throw new Misuse(`${kind} needs the folder of the log: --data DIR.`);
  if (kind === "verify") return { kind: "maintain", task: { kind, dataDir } };
  const other = kind === "import" ? from : to;
  if (other === undefined)
    throw new Misuse(`${kind} needs ${kind === "import" ? "a source: --from" : "a destination: --to"}.`);
  return { kind: "maintain", task: { kind, dataDir, other } };
};
