import { z } from "zod";

/** The metadata of every event of ours; names that begin with `$` are defined by the event store. */
export const Metadata = z.looseObject({
  commandId: z.uuid(),
  bodyHash: z.string(),
  actor: z.strictObject({
    subject: z.string(),
    role: z.string(),
    region: z.string().optional(),
    school: z.string().optional(),
  }),
  $correlationId: z.string(),
  $causationId: z.string(),
  traceparent: z.string().optional(),
});
export type Metadata = z.infer<typeof Metadata>;
