import { writeFileSync } from "node:fs";
import { everPrinted, printedFile, printedShape, standing } from "./printed-shapes.ts";
import { storedShapes } from "./stored-shapes.ts";

// Adds to what was printed before; a shape that stored data does not survive is not printed.
for (const [name, shape] of storedShapes) {
  const before = everPrinted(name);
  const now = printedShape(shape);
  const is = standing(before, now);
  if (is === "LOST") {
    console.error(
      `${name}: data that was stored does not survive this shape. Give the event its next shape: .became(…)`,
    );
    process.exitCode = 1;
  }
  if (is !== "NEW") continue;
  writeFileSync(printedFile(name), `${JSON.stringify([...before, now], undefined, 2)}\n`);
  console.log(printedFile(name).pathname);
}
