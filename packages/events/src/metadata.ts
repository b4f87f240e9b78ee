import { z } from "zod";

/** What every event of ours carries beside its data; names with `$` are the store's own. */
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
