import type { Reporter, SerializedError, TestModule } from "vitest/node";

// Named by infra/boot.mjs, which runs the type checker and the linters before us.
const failedChecks = (process.env.FAILED_CHECKS ?? "").split(" ").filter((name) => name !== "");

const closingLine = (modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): string => {
  const states = modules.flatMap((module) => [...module.children.allTests()].map((one) => one.result().state));
  const count = (state: string) => states.filter((one) => one === state).length;
  // A file that cannot be loaded and an error outside any test have no failed test of their own, yet the run failed.
  const broken =
    modules.filter((module) => module.errors().length > 0).length + unhandledErrors.length + failedChecks.length;
  const skipped = count("skipped") + count("pending");
  return `${count("passed")} passed, ${count("failed") + broken} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
};

/** Closes every run with one plain line, `N passed, M failed`, for people and scripts that read only the end. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const checks = failedChecks.map((name) => `failed: ${name}\n`).join("");
    const line = checks + closingLine(modules, unhandledErrors);
    // Printed when the process leaves, because the default reporter and the teardown still write after the run.
    process.once("exit", () => process.stdout.write(`${line}\n`));
  }
}
