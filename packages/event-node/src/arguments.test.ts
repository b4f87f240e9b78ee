import { expect, test } from "vitest";
import { argumentsOf } from "./arguments.ts";

test("--data alone is enough to start a node", () => {
  expect(argumentsOf(["--data", "/var/log/school"])).toEqual({
    kind: "start",
    dataDir: "/var/log/school",
    host: "127.0.0.1",
    port: 2113,
  });
});

test("host and port can be given", () => {
  const told = argumentsOf(["--data", "d", "--port", "0", "--host", "::1"]);
  expect(told).toMatchObject({ kind: "start", port: 0, host: "::1" });
});

test("settings that the command line leaves out come from the environment", () => {
  const environment = { EVENTSTORE_DB: "/db", EVENTSTORE_NODE_PORT: "2114", EVENTSTORE_INSECURE: "true" };
  expect(argumentsOf(["--port", "0"], environment)).toMatchObject({ dataDir: "/db", port: 0, host: "127.0.0.1" });
  expect(argumentsOf([], { ...environment, EVENTSTORE_NODE_IP: "0.0.0.0" })).toMatchObject({
    host: "0.0.0.0",
    port: 2114,
  });
  expect(argumentsOf([], { EVENTSTORE_MEM_DB: "true" })).toMatchObject({ dataDir: ":memory:" });
});

test("a certificate requires its key, and the initial passwords come from the environment", () => {
  const environment = { EVENTSTORE_CERTIFICATE_PRIVATE_KEY_FILE: "k.pem", EVENTSTORE_DEFAULT_ADMIN_PASSWORD: "secret" };
  expect(argumentsOf(["--data", "d", "--tls-cert", "c.pem", "--host", "0.0.0.0"], environment)).toMatchObject({
    tlsFiles: { certificate: "c.pem", key: "k.pem" },
    passwords: { admin: "secret" },
  });
});

test("limits, advertised address and projections can be set by options and by the environment", () => {
  const told = { maxAppendSize: 1_048_576, maxEventSize: 65_536, advertise: { host: "a.example", port: 443 } };
  const args = ["--max-append-size", "1048576", "--max-append-event-size", "65536", "--advertise", "a.example:443"];
  expect(argumentsOf(["--in-memory", "--system-projections", ...args])).toMatchObject({
    ...told,
    systemProjections: true,
  });
  const settings = {
    MEM_DB: "true",
    MAX_APPEND_SIZE: "1048576",
    MAX_APPEND_EVENT_SIZE: "65536",
    ADVERTISE_HOST_TO_CLIENT_AS: "a.example",
    ADVERTISE_NODE_PORT_TO_CLIENT_AS: "443",
    WRITE_TIMEOUT_MS: "500",
    RUN_PROJECTIONS: "System",
    START_STANDARD_PROJECTIONS: "true",
  };
  for (const prefix of ["EVENTSTORE", "KURRENTDB"]) {
    const environment = Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [`${prefix}_${name}`, value]),
    );
    expect(argumentsOf([], environment)).toMatchObject({ ...told, systemProjections: true, writeTimeoutMs: 500 });
  }
});

test("system projections are started only if RUN_PROJECTIONS says so", () => {
  const environment = { EVENTSTORE_START_STANDARD_PROJECTIONS: "true" };
  expect(argumentsOf(["--in-memory"], environment)).not.toHaveProperty("systemProjections");
  expect(argumentsOf(["--in-memory"], { ...environment, EVENTSTORE_RUN_PROJECTIONS: "None" })).not.toHaveProperty(
    "systemProjections",
  );
});

test("without TLS a node binds to the loopback interface unless --insecure is given", () => {
  expect(argumentsOf(["--in-memory", "--insecure"])).toMatchObject({ host: "127.0.0.1" });
  expect(argumentsOf(["--in-memory", "--insecure", "--host", "0.0.0.0"])).toMatchObject({ host: "0.0.0.0" });
});

test("each maintenance command takes a folder, and backup also the address of a running node", () => {
  const task = (...args: string[]) => argumentsOf(args);
  expect(task("verify", "--data", "d")).toMatchObject({ task: { kind: "verify", dataDir: "d" } });
  expect(task("import", "--data", "d", "--from", "f")).toMatchObject({ task: { kind: "import", other: "f" } });
  expect(task("backup", "--node", "a:1")).toMatchObject({ task: { kind: "online backup", node: "a:1" } });
});

test("--help is recognised", () => {
  expect(argumentsOf(["--help", "--data", "d"])).toEqual({ kind: "help" });
  expect(argumentsOf(["verify", "--help"])).toEqual({ kind: "help" });
});

test.each([
  { args: [], about: "folder" },
  { args: ["--data", "d", "--in-memory"], about: "memory" },
  { args: ["--data", "d", "--port", "-1"], about: "port" },
  { args: ["--data", "d", "--port", "65536"], about: "65536" },
  { args: ["--data", "d", "--nonsense"], about: "--nonsense" },
  { args: ["d"], about: "d" },
  { args: ["--data", "d", "--tls-cert", "c"], about: "key" },
  { args: ["--data", "d", "--tls-cert", "c", "--tls-key", "k", "--insecure"], about: "insecure" },
  { args: ["--data", "d", "--host", "0.0.0.0"], about: "--insecure" },
  { args: ["--data"], about: "--data" },
  { args: ["--data", "--in-memory"], about: "--data" },
  { args: ["--data", "d", "--data", "e"], about: "twice" },
  { args: ["--in-memory", "--insecure=yes"], about: "--insecure" },
  { args: ["--in-memory", "--max-append-size", "1MB"], about: "1MB" },
  { args: ["--in-memory", "--max-append-event-size", "0"], about: "0" },
  { args: ["--in-memory", "--advertise", ":2113"], about: ":2113" },
  { args: ["--in-memory", "--advertise", "a:b"], about: "port" },
  { args: ["verify"], about: "--data" },
  { args: ["export", "--data", "d"], about: "--to" },
  { args: ["import", "--data", "d"], about: "--from" },
  { args: ["verify", "--data", "d", "--to", "e"], about: "--to" },
  { args: ["backup", "--data", "d", "--node", "a:1"], about: "--node" },
])("$args is refused", ({ args, about }) => {
  expect(argumentsOf(args)).toMatchObject({ kind: "wrong", message: expect.stringContaining(about) });
});
