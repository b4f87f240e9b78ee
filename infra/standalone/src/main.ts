import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onStopSignal, readConfig, Stopped } from "@lianxiao/service";
import { readArguments } from "./arguments.ts";
import { banner, usage } from "./banner.ts";
import { createStandalone } from "./standalone.ts";

// The reader of stdout may close it (`npm start | head`); the services continue.
process.stdout.on("error", () => {});
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
    onStopSignal(() => {
      console.log("\n  正在停止… stopping…");
      stopping.abort();
    });
    const clock = () => new Date();
    const running = await createStandalone({
      config: { ...config, LIANXIAO_DATA },
      clock,
      empty,
      say,
      crash,
      stop: stopping.signal,
    });
    console.log(
      banner({ url: running.url, dataDir: LIANXIAO_DATA, empty, development: config.OIDC_ISSUER === undefined }),
    );
    if (!stopping.signal.aborted) await once(stopping.signal, "abort");
    await running.close();
    process.exit(0);
  }
} catch (error) {
  if (error instanceof Stopped) process.exit(0);
  console.error(`\n  ${error instanceof Error ? error.message : String(error)}`);
  process.exit(
    error instanceof Error && "exitCode" in error && typeof error.exitCode === "number" ? error.exitCode : 1,
  );
}
