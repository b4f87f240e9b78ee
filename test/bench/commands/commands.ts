import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { inFreshFolder, startProgram } from "../child.ts";
import { pairedBy, type Row, type Show } from "../measure.ts";
import { type Post, poster, speedOf } from "./client.ts";
import { measured, target } from "./log.ts";

const loads = { "1 at a time": { count: 500, most: 1 }, "32 in flight": { count: 2 * target.schools, most: 32 } };

/** The day n days after 1 January 2025. */
const day = (n: number): string => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10);

/** The step-th command on a school, and the event that it records. */
const kinds = {
  "rename-school": (schoolId: string, step: number) => {
    const said = { on: day(step), name: `示例小学第${step}次更名` };
    return {
      path: `school/${schoolId}/rename-school`,
      body: said,
      event: { stream: `school-${schoolId}`, type: "SchoolRenamed", data: { schoolId, precision: "DAY", ...said } },
    };
  },
  "join-group and leave-group": (schoolId: string, step: number) => {
    const joins = step % 2 === 0;
    const said = { groupId: target.group, on: day(step) };
    const terms = { kind: "GROUP", role: "MEMBER", tightness: "LOOSE", campuses: null };
    return {
      path: `membership/${schoolId}/${joins ? "join-group" : "leave-group"}`,
      body: said,
      event: {
        stream: `membership-${schoolId}`,
        type: joins ? "SchoolJoinedGroup" : "SchoolLeftGroup",
        data: { schoolId, precision: "DAY", ...said, ...(joins && terms) },
      },
    };
  },
};

type Kind = (
  schoolId: string,
  step: number,
) => {
  readonly path: string;
  readonly body: object;
  readonly event: object;
};

/** Counts the commands on each school. */
const steps = () => {
  const said = new Map<string, number>();
  return (schoolId: string): number => {
    const step = said.get(schoolId) ?? 0;
    said.set(schoolId, step + 1);
    return step;
  };
};

const productAsks = (post: Post, token: string, kind: Kind) => {
  const stepOf = steps();
  return (n: number) => {
    const schoolId = measured("product", n);
    const { path, body } = kind(schoolId, stepOf(schoolId));
    return post(`v1/${path}`, body, { authorization: `Bearer ${token}`, "idempotency-key": randomUUID() });
  };
};

const baselineAsks = (post: Post, kind: Kind) => {
  const stepOf = steps();
  return (n: number) => {
    const schoolId = measured("baseline", n);
    return post("append", kind(schoolId, stepOf(schoolId)).event);
  };
};

const Ready = z.object({
  projector: z.object({ lagMs: z.number().nullable() }),
  reactions: z.object({ behind: z.boolean() }),
});

/** Waits until the read model and the reactions have caught up: pending work of one side must not slow the other. */
const settled = async (product: string): Promise<void> => {
  const { projector, reactions } = Ready.parse(await (await fetch(`${product}/readyz`)).json());
  if (projector.lagMs === 0 && !reactions.behind) return;
  await wait(20);
  return settled(product);
};

const Started = z.object({ product: z.string(), baseline: z.string() });

/** The rows for a log with this many events. */
const rowsOf = (events: number, show: Show): Promise<readonly Row[]> =>
  inFreshFolder(async (folder) => {
    const server = await startProgram(new URL("server.ts", import.meta.url), [folder, String(events)]);
    const { product, baseline } = Started.parse(JSON.parse(server.said));
    const [toProduct, toBaseline] = [poster(product), poster(baseline)];
    const answer = await toProduct("dev/token", { account: "bureau-330100" });
    const { access_token: token } = z.object({ access_token: z.string() }).parse(JSON.parse(answer));
    const rows: Row[] = [];
    for (const [name, kind] of Object.entries(kinds)) {
      const sides = [productAsks(toProduct, token, kind), baselineAsks(toBaseline, kind)] as const;
      for (const side of sides) await speedOf(side, { count: target.schools, most: 32 });
      for (const [load, asked] of Object.entries(loads)) {
        const of = `${name}, ${load}, ${events} events`;
        const measuredRows = await pairedBy(
          { perSecond: `commands/s: ${of}`, p50: `ms p50: ${of}`, p99: `ms p99: ${of}` },
          async () => {
            await settled(product);
            return speedOf(sides[0], asked);
          },
          {
            baseline: async () => {
              await settled(product);
              return speedOf(sides[1], asked);
            },
          },
        );
        for (const row of measuredRows) show(row);
        rows.push(...measuredRows);
      }
    }
    await server.stop();
    return rows;
  });

/** Compares commands with plain appends over HTTP, from the same client to the same node in the same process. */
export const commands = async (show: Show, sizes: readonly number[]): Promise<void> => {
  const found: (readonly Row[])[] = [];
  for (const size of sizes) found.push(await rowsOf(size, show));
  const [small, large] = found;
  for (const [index, { question, ratio }] of (large ?? []).entries()) {
    const before = small?.[index]?.ratio ?? Number.NaN;
    const against = ratio / before;
    show({
      question: `ratio against ${sizes[0]} events: ${question}`,
      node: ratio,
      baseline: before,
      ratio: against,
      least: against,
      most: against,
    });
  }
};
