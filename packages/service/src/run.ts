import { onStopSignal } from "./signals.ts";

type Started = { readonly url: string; readonly close: () => Promise<void> };

/**
 * Runs one process: prints where it listens, and stops on SIGINT or SIGTERM. If the start fails, prints the error's
 * message and exits with its `exitCode`, by default 1.
 */
export const run = async (start: () => Promise<Started>, tell: Pick<Console, "log" | "error">): Promise<void> => {
  // Signals are handled from the beginning; until the start has finished there is nothing to close.
  let close: Started["close"] = async () => undefined;
  onStopSignal(() => void close().then(() => process.exit(0)));
  try {
    const started = await start();
    close = started.close;
    tell.log(`listening on ${started.url}`);
  } catch (error) {
    tell.error(error instanceof Error ? error.message : String(error));
    process.exit(
      error instanceof Error && "exitCode" in error && typeof error.exitCode === "number" ? error.exitCode : 1,
    );
  }
};
