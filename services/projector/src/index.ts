export { prefixes as readModelPrefixes } from "@lianxiao/read-model";
export { createProjector, LogWentBack, type Projecting, type Projector, type Status } from "./projector.ts";
