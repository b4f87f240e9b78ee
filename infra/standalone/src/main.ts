import { fileURLToPath } from "node:url";
import { readConfig } from "@lianxiao/service";
import { readArguments } from "./arguments.ts";
import { banner, usage } from "./banner.ts";
import { createStandalone } from "./standalone.ts";

const say = (line: string) => console.log(`  ${line}`);
const crash = (): never => {
  process.kill(process.pid, "SIGKILL");
  throw new Error("killed");
};

try {
  const { empty, help } = readArguments(process.argv.slice(2));
  if (help) console.log(usage);
  else {
    const config = readConfig(process.env);
    const LIANXIAO_DATA = config.LIANXIAO_DATA ?? fileURLToPath(new URL("../../../.lianxiao", import.meta.url));
    const stopping = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
    const standalone = await createStandalone({
      config: { ...config, LIANXIAO_DATA },
      clock: () => new Date(),
      empty,
      say,
      crash,
    });
    console.log(
      banner({ url: standalone.url, dataDir: LIANXIAO_DATA, empty, development: config.OIDC_ISSUER === undefined }),
    );
    const stop = async () => {
      console.log("\n  正在停止… stopping…");
      await standalone.close();
      process.exit(0);
    };
    if (stopping.signal.aborted) await stop();
    stopping.signal.addEventListener("abort", () => void stop());
  }
} catch (error) {
  console.error(`\n  ${error instanceof Error ? error.message : String(error)}`);
  process.exit(
    error instanceof Error && "exitCode" in error && typeof error.exitCode === "number" ? error.exitCode : 1,
  );
}
