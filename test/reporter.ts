import type { Reporter, SerializedError, TestModule } from "vitest/node";

// Named by infra/boot.mjs, which runs the type checker and the linters before us.
const failedChecks = (process.env.FAILED_CHECKS ?? "").split(" ").filter((name) => name !== "");

const counted = (modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]) => {
  const states = modules.flatMap((module) => [...module.children.allTests()].map((one) => one.result().state));
  const count = (state: string) => states.filter((one) => one === state).length;
  // A file that cannot be loaded and an error outside any test have no failed test of their own, yet the run failed.
  const broken = modules.filter((module) => module.errors().length > 0).length + unhandledErrors.length;
  return { passed: count("passed"), failed: count("failed") + broken, skipped: count("skipped") + count("pending") };
};

/** Closes every run with one plain line, `N passed, M failed`, for people and scripts that read only the end. */
export default class ClosingLine implements Reporter {
  #counts = { passed: 0, failed: 0, skipped: 0 };

  onInit(): void {
    // Printed when the process leaves: the default reporter and the teardown still write after the run.
    process.once("exit", (code) => process.stdout.write(this.#closing(code)));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    this.#counts = counted(modules, unhandledErrors);
  }

  #closing(code: number): string {
    const { passed, failed, skipped } = this.#counts;
    // What fails before or after all tests, such as the database that they need, is in no test's count.
    const outside = code !== 0 && failed === 0 ? 1 : 0;
    const checks = failedChecks.map((name) => `failed: ${name}\n`).join("");
    const total = failed + outside + failedChecks.length;
    return `${checks}${passed} passed, ${total} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`;
  }
}
