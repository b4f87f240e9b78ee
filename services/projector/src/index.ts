export { createProjector, LogWentBack, type Projecting, type Projector, type Status } from "./projector.ts";
