import type { RequestListener } from "node:http";
import { createApp, healthRouter } from "./http.ts";
import { Problem, problemHandler } from "./problem.ts";
import { createLog } from "./telemetry.ts";

/**
 * Stands at the port from the moment it is open: every address answers NOT_READY, until `open` hands over to the
 * application. A client that comes during the start must learn that it may retry, not that nothing is there.
 */
export const frontDoor = () => {
  const closed = createApp();
  closed.use(healthRouter({ start: async () => ({ ready: false }) }));
  closed.use(() => {
    throw new Problem("NOT_READY");
  });
  // Nothing to report: this is what a start is like.
  closed.use(problemHandler({}, createLog("start", "silent")));
  let behind: RequestListener = closed;
  return {
    handle: ((request, response) => behind(request, response)) satisfies RequestListener,
    open: (app: RequestListener): void => {
      behind = app;
    },
  };
};
