import { Agent, request } from "node:http";
import { inFlight } from "../event-node/workload.ts";
import { percentile } from "../measure.ts";

export type Post = (path: string, body: unknown, headers?: Readonly<Record<string, string>>) => Promise<string>;

/** Posts JSON over keep-alive connections; rejects with the body of every response that is not successful. */
export const poster = (url: string): Post => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return (path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const sent = Buffer.from(JSON.stringify(body));
      const asked = request(
        `${url}/${path}`,
        {
          agent,
          method: "POST",
          headers: { "content-type": "application/json", "content-length": sent.length, ...headers },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk) => chunks.push(chunk));
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            if ((response.statusCode ?? 500) < 300) resolve(text);
            else reject(new Error(`${path}: ${response.statusCode} ${text}`));
          });
        },
      );
      asked.on("error", reject);
      asked.end(sent);
    });
};

export type Speed = { readonly perSecond: number; readonly p50: number; readonly p99: number };

/** Sends `count` requests, at most `most` of them concurrently; throughput, and latency in milliseconds. */
export const speedOf = async (
  ask: (n: number) => Promise<unknown>,
  { count, most }: { readonly count: number; readonly most: number },
): Promise<Speed> => {
  const waitedMs: number[] = [];
  const start = performance.now();
  await inFlight(count, most, async (n) => {
    const sent = performance.now();
    await ask(n);
    waitedMs.push(performance.now() - sent);
  });
  const perSecond = (count * 1000) / (performance.now() - start);
  return { perSecond, p50: percentile(waitedMs, 50), p99: percentile(waitedMs, 99) };
};
