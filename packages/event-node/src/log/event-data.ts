import { bytes, message, one } from "../wire/message.ts";

const Content = message({ metadata: one(7, bytes), data: one(8, bytes) });

const content = (body: Uint8Array) => Content.decode(Buffer.from(body.buffer, body.byteOffset, body.byteLength));

/** The data of a stored event. */
export const eventData = (body: Uint8Array): Buffer => content(body).data ?? Buffer.alloc(0);

/** What its writer said about a stored event. */
export const eventMetadata = (body: Uint8Array): Buffer => content(body).metadata ?? Buffer.alloc(0);
