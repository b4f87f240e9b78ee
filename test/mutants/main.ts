import { fileURLToPath } from "node:url";
import { byHand } from "./by-hand.ts";
import { copyOf } from "./copy.ts";
import { derived } from "./derived.ts";
import type { Mutant } from "./mutant.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [wanted = ""] = process.argv.slice(2);
const mutants = [...byHand, ...derived(root)].filter(({ name }) => name.includes(wanted));
const waiting = [...mutants];
const survivors: Mutant[] = [];

const lane = async () => {
  const copy = await copyOf(root);
  try {
    if (!(await copy.passes())) throw new Error("The tests of commands fail already without a mutant.");
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const killed = await copy.kills(mutant);
      if (!killed) survivors.push(mutant);
      console.log(`${killed ? "✓" : "✗ survives:"} ${mutant.name}`);
    }
  } finally {
    await copy.remove();
  }
};

await Promise.all([lane(), lane()]);
console.log(JSON.stringify({ mutants: mutants.length, survivors: survivors.length }));
process.exitCode = survivors.length > 0 ? 1 : 0;
