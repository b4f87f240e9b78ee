import { onStopSignal } from "./signals.ts";

type Started = { readonly url: string; readonly close: () => Promise<void> };

/** Runs one process: says where it listens, stops on SIGINT or SIGTERM, tells a failed start in one sentence. */
export const run = async (start: () => Promise<Started>, tell: Pick<Console, "log" | "error">): Promise<void> => {
  // Heard from the beginning; until it has started there is nothing to end in order.
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
