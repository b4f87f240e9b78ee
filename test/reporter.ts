import type { Reporter, SerializedError, TestModule } from "vitest/node";

// Set by infra/boot.mjs, which runs the type checker and the linters before the tests.
const failedChecks = (process.env.FAILED_CHECKS ?? "").split(" ").filter((name) => name !== "");

const counted = (modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]) => {
  const states = modules.flatMap((module) => [...module.children.allTests()].map((one) => one.result().state));
  const count = (state: string) => states.filter((one) => one === state).length;
  // A file that cannot be loaded and an error outside of tests have no failed test, but the run has failed.
  const broken = modules.filter((module) => module.errors().length > 0).length + unhandledErrors.length;
  return { passed: count("passed"), failed: count("failed") + broken, skipped: count("skipped") + count("pending") };
};

/** Ends every run with one plain line, `N passed, M failed`, for people and scripts that read only the end. */
export default class ClosingLine implements Reporter {
  #counts = { passed: 0, failed: 0, skipped: 0 };

  onInit(): void {
    // Printed at process exit, because the default reporter and the teardown still write after the run.
    process.once("exit", (code) => process.stdout.write(this.#closing(code)));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    this.#counts = counted(modules, unhandledErrors);
  }

  #closing(code: number): string {
    const { passed, failed, skipped } = this.#counts;
    // A failure outside of all tests, such as a missing database, is in no test's count.
    const outside = code !== 0 && failed === 0 ? 1 : 0;
    const checks = failedChecks.map((name) => `failed: ${name}\n`).join("");
    const total = failed + outside + failedChecks.length;
    return `${checks}${passed} passed, ${total} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`;
  }
}
