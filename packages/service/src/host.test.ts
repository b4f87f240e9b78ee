import { expect, test } from "vitest";
import { HostUnusable, isBeyondLoopback, originOf } from "./host.ts";

test.each([
  [undefined, false, "http://localhost:4000"],
  ["localhost", false, "http://localhost:4000"],
  ["127.0.0.1", false, "http://127.0.0.1:4000"],
  ["127.8.9.1", false, "http://127.8.9.1:4000"],
  ["::1", false, "http://[::1]:4000"],
  ["::ffff:127.0.0.1", false, "http://[::ffff:127.0.0.1]:4000"],
  ["0.0.0.0", true, "http://localhost:4000"],
  ["::", true, "http://localhost:4000"],
  ["192.168.1.5", true, "http://192.168.1.5:4000"],
  ["::ffff:192.168.1.5", true, "http://[::ffff:192.168.1.5]:4000"],
  ["fe80::1%eth0", true, "http://[fe80::1%eth0]:4000"],
])("HOST=%s: beyond loopback is %s, and the local origin is %s", async (host, beyond, origin) => {
  expect(await isBeyondLoopback(host)).toBe(beyond);
  expect(originOf(host, 4000)).toBe(origin);
});

test("a name that does not resolve is unusable", async () => {
  await expect(isBeyondLoopback("no-such-machine.invalid")).rejects.toThrow(HostUnusable);
});
