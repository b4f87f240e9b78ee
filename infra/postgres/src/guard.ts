import { type ChildProcess, spawn } from "node:child_process";
import type { Account } from "./account.ts";

// Waits until the pipe that only we hold is closed, then asks the postmaster for a fast shutdown, and after 10 s for an
// immediate one. It looks for the pid file for a while, because we may have been killed before PostgreSQL had written
// it.
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

/**
 * Starts a process that outlives this one, even after kill -9, and stops PostgreSQL. Returns a function that ends it.
 */
export const guard = (data: string, account: Account): (() => void) => {
  // Detached, because Ctrl-C is sent to the whole foreground group and must not end the guard first.
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
