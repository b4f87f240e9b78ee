import { builder } from "../builder.ts";
import type { Dated } from "../moment.ts";

/** The two times of every dated question. */
export const momentArguments = builder.args((t) => ({
  asOf: t.field({
    type: "Date",
    description: "截至日期，默认今天（北京时间）。The day it is about; today in Asia/Shanghai by default.",
  }),
  knownAt: t.field({
    type: "DateTime",
    description: "以当时所知回答，默认现在。What was known at that instant; now by default.",
  }),
}));

/** The two times of every dated answer, and the position that makes it reproducible. */
export const Answer = builder.interfaceRef<Dated<unknown>>("Answer").implement({
  description: "带日期的答复。An answer with the day it is about and the instant it was known at.",
  fields: (t) => ({
    asOf: t.field({
      type: "Date",
      description: "截至日期。The day it is about.",
      resolve: ({ moment }) => moment.asOf,
    }),
    knownAt: t.field({
      type: "DateTime",
      description: "所知的时刻。The instant at which it was known.",
      resolve: ({ moment }) => moment.knownAtTime,
    }),
    position: t.field({
      type: "Position",
      description: "所知的时刻对应的日志位置。The log position of that instant.",
      resolve: ({ moment }) => moment.knownAt,
    }),
  }),
});
