import type { z } from "zod";
import { NewDay } from "./command-vocabulary.ts";
import type { Precision } from "./vocabulary.ts";

/**
 * The end of a period, exclusive, in a command that begins one. A missed period before later records can only be
 * recorded together with its end, because a beginning without an end would contradict them.
 */
export const Until = NewDay.optional().meta({
  description:
    "补录已结束的一段时间：结束之日（当日起不再有效），须晚于 on；precision 与 document 同时用于起止两日。For a period that was missed: the day from which it no longer holds, after `on`. Precision and document are said of both days.",
  example: "2024-09-01",
});

type Begun = { readonly on: string | null; readonly until?: string | undefined };

/** Requires `until` to be after `on` in a command's body. `on` is null for a period that began before all records. */
export const period = <Body extends z.ZodType<Begun>>(body: Body): Body =>
  body.refine(({ on, until }) => until === undefined || on === null || until > on, {
    path: ["until"],
    params: { code: "INTERVAL_REVERSED" },
  });

type Told = {
  readonly until?: string | undefined;
  readonly precision: z.infer<typeof Precision>;
  readonly document?: string | undefined;
};

/** The date fields of the event that ends the period; empty if the period has not ended. */
export const endOf = ({ until, precision, document }: Told) =>
  until === undefined ? [] : [{ on: until, precision, ...(document !== undefined && { document }) }];

/** Requires `other` in a command's body if `field` is given. */
export const onlyWith = <Body extends z.ZodType<object>>(body: Body, field: string, other: string): Body => {
  const tells = (of: object, name: string) =>
    Object.entries(of).some(([key, value]) => key === name && value !== undefined);
  return body.refine((of) => !tells(of, field) || tells(of, other), {
    path: [other],
    params: { code: "FIELD_REQUIRED" },
  });
};
