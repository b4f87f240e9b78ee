import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { maintain } from "../src/maintenance/maintain.ts";
import { collected, happened, withNode } from "./fixture.ts";
import { secureNodeForThisFile } from "./secure-node.ts";
import { freshFolder, freshStream } from "./testbed.ts";

const dataDir = freshFolder();
const { node, caFile, as } = await secureNodeForThisFile({ dataDir });

const asked = (who: string, trust = `?tlsCAFile=${encodeURIComponent(caFile)}`) =>
  maintain({ kind: "online backup", node: `esdb://${who}127.0.0.1:${node.port}${trust}` });

test("a node with TLS is backed up for operators", async () => {
  const stream = freshStream();
  await as("admin").appendToStream(stream, happened(1));
  const [, file = ""] = /is backed up in (.*)\.$/.exec(await asked("ops:changeit@")) ?? [];
  expect(existsSync(file)).toBe(true);
  await withNode(file.slice(0, file.lastIndexOf("/")), async (client) => {
    expect(await collected(client.readStream(stream))).toHaveLength(1);
  });
});

test.each([
  { who: "ops:wrong@", says: "credentials" },
  { who: "", says: "Access Denied" },
])("a backup is refused for $who", async ({ who, says }) => {
  await expect(asked(who)).rejects.toThrow(says);
});

test("the password is not sent to a node that is not trusted", async () => {
  await expect(asked("ops:changeit@", "")).rejects.toThrow("certificate is not trusted");
});
