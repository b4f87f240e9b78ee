export { selfSigned } from "./access/certificate.ts";
export { type EventNode, type EventNodeOptions, startEventNode } from "./node.ts";
export { type EventNodeThreadOptions, startEventNodeThread } from "./thread.ts";
export type { Tls } from "./tls.ts";
