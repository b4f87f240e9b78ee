import { createServer } from "node:http";
import { networkInterfaces } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { HostUnusable } from "./host.ts";
import { listen, PortBusy, serve } from "./listen.ts";

const serving = async (host?: string) => {
  const started = await serve((_request, response) => response.end("here"), { port: 0, host });
  onTestFinished(() => started.drain(0));
  return started;
};

const answers = (address: string, port: number): Promise<boolean> =>
  fetch(`http://${address}:${port}`).then(
    () => true,
    () => false,
  );

const interfaces = Object.values(networkInterfaces()).flatMap((of) => of ?? []);
const has = (address: string): boolean => interfaces.some((one) => one.address === address);

test("without a host it listens on loopback only, in IPv4 and in IPv6", async () => {
  const { port, url } = await serving();
  expect(url).toBe(`http://localhost:${port}`);
  expect(await answers("127.0.0.1", port)).toBe(true);
  expect(await answers("[::1]", port)).toBe(has("::1"));
  // A server that listens on all interfaces answers on every address of 127.0.0.0/8.
  expect(await answers("127.0.0.2", port)).toBe(false);
  for (const { address, internal, family } of interfaces)
    if (!internal && family === "IPv4") expect(await answers(address, port)).toBe(false);
});

test("with a host it listens on that address only", async () => {
  const everywhere = await serving("0.0.0.0");
  expect(await answers("127.0.0.2", everywhere.port)).toBe(true);
  const one = await serving("127.0.0.2");
  expect(one.url).toBe(`http://127.0.0.2:${one.port}`);
  expect(await answers("127.0.0.2", one.port)).toBe(true);
  expect(await answers("127.0.0.1", one.port)).toBe(false);
});

test("a port in use on any of the addresses is refused and nothing stays open", async () => {
  const taken = await listen(() => {}, 0, has("::1") ? "::1" : "127.0.0.1");
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as { port: number }; // A TCP server's address has a port.
  await expect(serve(() => {}, { port, host: undefined })).rejects.toThrow(PortBusy);
  if (has("::1")) expect(await answers("127.0.0.1", port)).toBe(false);
});

test("an address of another machine cannot be listened on", async () => {
  await expect(serve(() => {}, { port: 0, host: "192.0.2.1" })).rejects.toThrow(HostUnusable);
});

test("draining closes the server on every address", async () => {
  const { port, drain } = await serving();
  await drain();
  expect([await answers("127.0.0.1", port), await answers("[::1]", port)]).toEqual([false, false]);
  const next = createServer().listen(port, "127.0.0.1");
  onTestFinished(() => void next.close());
});
