import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { services } from "./services.ts";

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const proxy = read("Caddyfile");
const compose = read("compose.yaml");

const matchers = [...proxy.matchAll(/^\s*@(\w+) path (.+)$/gm)].map(([, name = "", paths = ""]) => ({
  name,
  paths: paths.split(" "),
}));
const upstreamOf = (matcher: string): string | undefined =>
  new RegExp(`^\\s*reverse_proxy ${matcher}(\\w+:\\d+)$`, "m").exec(proxy)?.[1];
const fits = (path: string, pattern: string): boolean =>
  pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;

/** Where the proxy sends a path. */
const sent = (path: string): string | undefined => {
  const matcher = matchers.find(({ paths }) => paths.some((pattern) => fits(path, pattern)));
  return upstreamOf(matcher ? `@${matcher.name} ` : "");
};

const commands = services.flatMap(({ name, tables }) =>
  tables.flatMap(({ category, routes }) =>
    Object.entries(routes).map(([command, { creates }]) => ({
      path: creates ? `/v1/${category}/${command}` : `/v1/${category}/0f8fad5b/${command}`,
      upstream: `${name}:4000`,
    })),
  ),
);

test("when the services run apart, the proxy sends every command to the service that has it", () => {
  expect(commands.length).toBeGreaterThan(0);
  expect(commands.filter(({ path, upstream }) => sent(path) !== upstream)).toEqual([]);
});

test("the proxy sends nothing to a service for a category that the service does not have", () => {
  const categories = new Set(services.flatMap(({ tables }) => tables.map(({ category }) => `/v1/${category}/*`)));
  const names = services.map(({ name }) => name);
  const patterns = matchers.filter(({ name }) => names.includes(name)).flatMap(({ paths }) => paths);
  expect(patterns.filter((pattern) => !categories.has(pattern))).toEqual([]);
});

test("documents come from the process that knows all services, the rest from the gateway", () => {
  expect(["/v1/docs", "/v1/docs/start.js", "/v1/openapi.json"].map(sent)).toEqual(Array(3).fill("docs:4000"));
  expect(["/", "/graphql", "/v1/unknown"].map(sent)).toEqual(Array(3).fill("gateway:4000"));
});

test("every service has a container that runs it, for which the proxy waits", () => {
  const containers = new Map(
    [...compose.matchAll(/^ {2}(\w+):\n(?: {4}.*\n)*? {4}build: \{.*SERVICE: (\w+) \}/gm)].map(([, name, service]) => [
      name,
      service,
    ]),
  );
  expect(services.map(({ name }) => containers.get(name))).toEqual(services.map(({ name }) => name));
  const awaited = /^ {2}proxy:\n(?: {4}.*\n)*? {4}depends_on: \[(.*)\]/m.exec(compose)?.[1]?.split(", ");
  expect(awaited).toEqual(expect.arrayContaining(services.map(({ name }) => name)));
});
