export { type EventNode, type EventNodeOptions, startEventNode } from "./node.ts";
export { type EventNodeThreadOptions, startEventNodeThread } from "./thread.ts";
