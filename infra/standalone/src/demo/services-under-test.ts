import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { startEventNode } from "@lianxiao/event-node";
import { connectEventStore, hotStreams, inert, type Recorded } from "@lianxiao/kernel";
import { prefixes } from "@lianxiao/read-model";
import {
  createApp,
  createLog,
  endApp,
  type lifecycle,
  listen,
  type Principal,
  refusalsOf,
  regionTree,
  routersOf,
} from "@lianxiao/service";
import { z } from "zod";
import { services } from "../services.ts";
import { loadDemo } from "./load.ts";

const Account = z.object({ account: z.string() });

type Options = { readonly parts: ReturnType<typeof lifecycle>; readonly refuseAfter?: number };

/** The demo's accounts are bureaus; here a token is the account's own name. */
const principalOf = (account: string): Principal => {
  const region = account.slice(-6);
  return { subject: account, role: region.endsWith("00") ? "city" : "county", region };
};

/** The registry and the groups over a real event node, whose clock the demo sets. */
export const startServices = async ({ parts, refuseAfter = Number.POSITIVE_INFINITY }: Options) => {
  const folder = parts.open("folder", await mkdtemp(join(tmpdir(), "lianxiao-demo-")), (path) =>
    rm(path, { recursive: true }),
  );
  const clock = { now: new Date(0) };
  const node = parts.open("node", await startEventNode({ dataDir: folder, clock: () => clock.now }), (part) =>
    part.close(),
  );
  const store = parts.open("store", hotStreams(connectEventStore(node.connectionString)), (part) => part.close());
  const log = createLog("demo", "silent");
  const context = {
    store,
    regions: regionTree(store),
    authenticate: async (authorization: string | undefined) => principalOf(authorization ?? ""),
    clock: () => new Date("2026-11-22T00:00:00Z"),
    log,
    failpoint: inert,
  };
  const line = { open: refuseAfter };
  const app = createApp();
  app.post("/dev/token", async (request, response) => {
    const { account } = Account.parse(await json(request));
    response.json({ access_token: account });
  });
  app.use((_request, response, next) => {
    line.open -= 1;
    if (line.open >= 0) next();
    else response.status(418).json({ code: "OUT_OF_TEA", detail: "the test's own refusal" });
  });
  for (const router of services.flatMap((service) => routersOf(service, context))) app.use(router);
  const server = parts.open("server", await listen(endApp(app, refusalsOf(services), log), 0), async (part) => {
    part.closeAllConnections();
    await new Promise((resolve) => part.close(resolve));
  });
  const address = server.address();
  const baseUrl = `http://localhost:${typeof address === "object" ? address?.port : ""}`;
  const recordAt = (instant: Date) => {
    clock.now = instant;
  };
  const load = () => loadDemo({ baseUrl, recordAt, onProgress: () => {} });
  const everything = async (): Promise<readonly Recorded[]> => {
    const events: Recorded[] = [];
    for (let page = await store.readAll(undefined, 1_000); page.length > 0; ) {
      events.push(...page.filter(({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix))));
      page = await store.readAll(page.at(-1)?.position, 1_000);
    }
    return events;
  };
  return { load, line, everything };
};
