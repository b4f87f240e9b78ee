import type { ApolloServerPlugin } from "@apollo/server";
import { type Database, reached, type Snapshot } from "@lianxiao/read-model";
import type { GatewayContext } from "./context.ts";
import { refused, statusOf } from "./refused.ts";

/** When the snapshot's position was recorded, where the read model says so. */
type Recent = Snapshot & { readonly recordedAt?: Date | null };

/**
 * Read-your-writes and one snapshot: waits at most so long for the position that the caller names, says in
 * `extensions` which position was answered, and ends the snapshot before the answer leaves. The HTTP status is 200 when any
 * field of the operation has an answer, whatever happened to the others; else the highest that its errors ask for, such
 * as 503 when every field timed out.
 */
export const freshness = (database: Database, waitMs: number): ApolloServerPlugin<GatewayContext> => ({
  requestDidStart: async () => ({
    didResolveOperation: async ({ contextValue: { waitFor } }) => {
      if (waitFor === undefined || (await reached(database, waitFor, { timeoutMs: waitMs }))) return;
      throw refused("READ_MODEL_BEHIND");
    },
    willSendResponse: async ({ contextValue: { read, end }, response: { body, http } }) => {
      if (body.kind !== "single") return;
      const { singleResult } = body;
      // An answer that could not be read has no position; its errors say why.
      const snapshot: Recent | undefined = await read(async (opened) => opened).catch(() => undefined);
      if (snapshot) {
        const position = String(snapshot.position);
        const freshness = { position, recordedAt: snapshot.recordedAt?.toISOString() ?? null };
        singleResult.extensions = { ...singleResult.extensions, position, freshness };
      }
      const status = Math.max(0, ...(singleResult.errors ?? []).map(({ extensions }) => statusOf(extensions?.code)));
      // Where one field of several failed, the others are an answer.
      const answered = Object.values(singleResult.data ?? {}).some((value) => value !== null);
      if (status > 0) http.status = answered ? 200 : status;
      if (http.status === 503) http.headers.set("retry-after", "1");
      await end();
    },
  }),
});
