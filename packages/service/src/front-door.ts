import type { RequestListener } from "node:http";
import { createApp, healthRouter } from "./http.ts";
import { Problem, problemHandler } from "./problem.ts";
import { createLog } from "./telemetry.ts";

/**
 * The request listener during the start: every path answers NOT_READY until `open` sets the application. Clients thus
 * get a response that they can retry, instead of a refused connection or NOT_FOUND.
 */
export const frontDoor = () => {
  const closed = createApp();
  closed.use(healthRouter({ start: async () => ({ ready: false }) }));
  closed.use(() => {
    throw new Problem("NOT_READY");
  });
  // Silent, because NOT_READY is expected during a start.
  closed.use(problemHandler({}, createLog("start", "silent")));
  let behind: RequestListener = closed;
  return {
    handle: ((request, response) => behind(request, response)) satisfies RequestListener,
    open: (app: RequestListener): void => {
      behind = app;
    },
  };
};
