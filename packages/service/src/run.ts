type Started = { readonly url: string; readonly close: () => Promise<void> };

/** Runs one process: says where it listens, stops on SIGINT or SIGTERM, tells a failed start in one sentence. */
export const run = async (start: () => Promise<Started>, tell: Pick<Console, "log" | "error">): Promise<void> => {
  try {
    const { url, close } = await start();
    tell.log(`listening on ${url}`);
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => void close().then(() => process.exit(0)));
  } catch (error) {
    tell.error(error instanceof Error ? error.message : String(error));
    process.exit(
      error instanceof Error && "exitCode" in error && typeof error.exitCode === "number" ? error.exitCode : 1,
    );
  }
};
