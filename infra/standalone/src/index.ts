export { services } from "./services.ts";
export { createStandalone, type Standalone } from "./standalone.ts";
