export const median = (numbers: readonly number[]): number => percentile(numbers, 50);

export const percentile = (numbers: readonly number[], percent: number): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
};

/**
 * Measures events or bytes. The result depends on the machine's current load, so only the ratio to the baseline is
 * meaningful.
 */
export type Measure = () => Promise<number>;

export interface Row {
  readonly question: string;
  /** Medians of the rounds, in the unit of the question. */
  readonly node: number;
  readonly baseline: number;
  /** The median, minimum and maximum of the rounds' ratios. */
  readonly ratio: number;
  readonly least: number;
  readonly most: number;
}

/** Prints a row as soon as it is measured. */
export type Show = (row: Row) => void;

export const rounds = 5;

/** Measures both alternately, with the baseline first in every second round. */
export const paired = async (question: string, node: Measure, baseline: Measure, times = rounds): Promise<Row> => {
  const [row] = await pairedBy({ value: question }, async () => ({ value: await node() }), {
    baseline: async () => ({ value: await baseline() }),
    times,
  });
  if (row === undefined) throw new Error("There is one question.");
  return row;
};

/** Like `paired`, for runs that measure several values: returns a row for each. */
export const pairedBy = async <Name extends string>(
  questions: Readonly<Record<Name, string>>,
  node: () => Promise<Readonly<Record<Name, number>>>,
  { baseline, times = rounds }: { readonly baseline: typeof node; readonly times?: number },
): Promise<readonly Row[]> => {
  const pairs: { readonly node: Readonly<Record<Name, number>>; readonly baseline: Readonly<Record<Name, number>> }[] =
    [];
  for (let round = 0; round < times; round += 1) {
    const early = round % 2 === 0 ? await node() : undefined;
    const against = await baseline();
    pairs.push({ node: early ?? (await node()), baseline: against });
  }
  // The keys of `questions` are exactly its names.
  return (Object.keys(questions) as Name[]).map((name) => {
    const ratios = pairs.map((pair) => pair.node[name] / pair.baseline[name]);
    return {
      question: questions[name],
      node: median(pairs.map((pair) => pair.node[name])),
      baseline: median(pairs.map((pair) => pair.baseline[name])),
      ratio: median(ratios),
      least: Math.min(...ratios),
      most: Math.max(...ratios),
    };
  });
};

/** Measures the rate of `count` operations per second. */
export const perSecond = async (count: number, work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return (count * 1000) / (performance.now() - start);
};

const short = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** Formats a row of the table. */
export const line = ({ question, node, baseline, ratio, least, most }: Row): string =>
  [
    question.padEnd(76),
    short(node).padStart(9),
    short(baseline).padStart(9),
    ratio.toFixed(2).padStart(7),
    `(${least.toFixed(2)}-${most.toFixed(2)})`,
  ].join(" ");

export const heading: string = ["".padEnd(76), "node".padStart(9), "baseline".padStart(9), "ratio".padStart(7)].join(
  " ",
);
