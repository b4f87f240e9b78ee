import { message, one, text, uint32 } from "./message.ts";

export const StopScavengeReq = message({ options: one(1, message({ scavengeId: one(1, text) })) });

export const ScavengeResp = message({ scavengeId: one(1, text), result: one(2, uint32) });

export const scavengeResult = { started: 0, inProgress: 1, stopped: 2 } as const;
