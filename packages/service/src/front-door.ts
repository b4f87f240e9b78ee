import type { RequestListener } from "node:http";
import { createApp, healthRouter } from "./http.ts";
import { Problem, problemHandler } from "./problem.ts";
import { createLog } from "./telemetry.ts";

/**
 * Handles requests from the moment the port is open: every path answers NOT_READY, until `open` hands over to the
 * application. A client that connects during the start must learn that it may retry, not that the path is unknown.
 */
export const frontDoor = () => {
  const closed = createApp();
  closed.use(healthRouter({ start: async () => ({ ready: false }) }));
  closed.use(() => {
    throw new Problem("NOT_READY");
  });
  // Refusing requests is normal during a start, so nothing is logged.
  closed.use(problemHandler({}, createLog("start", "silent")));
  let behind: RequestListener = closed;
  return {
    handle: ((request, response) => behind(request, response)) satisfies RequestListener,
    open: (app: RequestListener): void => {
      behind = app;
    },
  };
};
