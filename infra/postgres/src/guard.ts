import { type ChildProcess, spawn } from "node:child_process";
import type { Account } from "./account.ts";

// Waits for the end of the pipe that only we hold, then asks the postmaster to shut down fast, and after 10 s at once.
// It looks for the pid file for a while, because we may have died before PostgreSQL had written it.
const script = `
while read -r _; do :; done
tries=0
while [ $tries -lt 50 ]; do
  tries=$((tries + 1))
  pid=$(head -n 1 "$0/postmaster.pid" 2>/dev/null)
  if [ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd")" = "$0" ]; then
    if [ $tries -lt 25 ]; then kill -INT "$pid"; tries=25; elif [ $tries -eq 49 ]; then kill -QUIT "$pid"; fi
  elif [ $tries -ge 25 ]; then exit 0
  fi
  sleep 0.4
done`;

/** A process that outlives us, even after kill -9, just long enough to stop PostgreSQL. Returns its dismissal. */
export const guard = (data: string, account: Account): (() => void) => {
  // Detached: Ctrl-C reaches the whole foreground group, and the guard must not be the first to go.
  const child: ChildProcess = spawn("/bin/sh", ["-c", script, data], {
    ...account,
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  child.unref();
  child.on("error", () => undefined);
  child.stdin?.on("error", () => undefined);
  return () => void child.kill("SIGKILL");
};
