import { randomUUID } from "node:crypto";
import { type JSONEventData, jsonEvent } from "@eventstore/db-client";
import { type NewEvent, newId } from "../../../packages/event-node/src/log/ledger.ts";

const type = "SchoolJoinedGroup";

/** About 300 bytes, like our own events. */
const data = (n: number) => ({
  n,
  schoolId: "5f0c3f9e-4d1c-4a53-9f0e-2b8c8c7a1d11",
  groupId: "c1d0a6de-54c8-4dcb-8b1f-04c9a8e2f7aa",
  kind: "tight",
  on: "2026-09-01",
  school: { name: "杭州市采荷第一小学教育集团", region: "330102001", stage: "primary" },
  reason: "集团化办学三年行动计划",
});

const bytes = Buffer.from(JSON.stringify(data(0)));

/** The same event as a client proposes it and as the log stores it. */
export const proposed = (n: number): JSONEventData => jsonEvent({ id: randomUUID(), type, data: data(n) });

export const several = (count: number): JSONEventData[] => Array.from({ length: count }, (_, n) => proposed(n));

const noMetadata = Buffer.alloc(0);

export const taken = (id: Uint8Array = newId()): NewEvent => ({
  id,
  type,
  isJson: true,
  metadata: noMetadata,
  data: bytes,
});
